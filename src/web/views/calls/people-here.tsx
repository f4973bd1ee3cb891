import { useState } from 'preact/hooks'
import { type PersonHere, presences } from '../../../protocol/call-messages.ts'
import { peopleToShow } from '../../../protocol/meeting/people-list.ts'
import { hueOf, initialsOf } from '../../state/person-mark.ts'
import { isolated } from '../../text/isolated.ts'
import { Choice, Field, Icon, Modal } from '../fields.tsx'
import { usePage } from '../use-page.ts'

/** Most people shown at once; a search finds the others. */
const MOST_SHOWN = 100

/** Everybody on the server: who they are, what they do, and a button to call them. */
export function PeopleHere() {
  const { state, text } = usePage()
  const [search, setSearch] = useState('')
  const { people, self } = state.meeting
  const wanted = search.trim().toLowerCase()
  const others = peopleToShow(people, self)
  const found = others.filter(({ name }) => name.toLowerCase().includes(wanted))
  return (
    <section class="people-here" aria-label={text.peopleHere}>
      <header class="row">
        <h2>{text.peopleHere}</h2>
        <OwnPresence />
      </header>
      {others.length > 5 ? (
        <Field label={text.searchPeople} value={search} onChange={setSearch} autocomplete="off" />
      ) : null}
      {found.length === 0 ? <p class="empty">{wanted === '' ? text.nobodyElse : text.nobodyFound}</p> : null}
      <ul>
        {found.slice(0, MOST_SHOWN).map((person) => (
          <li key={person.id}>
            <Row person={person} />
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN ? <p class="facts">{text.morePeople(found.length - MOST_SHOWN)}</p> : null}
    </section>
  )
}

function Row({ person }: { readonly person: PersonHere }) {
  const { page, state, text } = usePage()
  const { calls } = state.meeting
  const [open, setOpen] = useState(false)
  const isBusy = calls.placed !== null || calls.current !== null
  return (
    <div class={`here ${person.in_call ? 'in-call' : person.presence.replaceAll(' ', '-')}`}>
      <button type="button" class="who" style={`--hue: ${hueOf(person.id)}`} onClick={() => setOpen(true)}>
        <span class="mark" aria-hidden="true">
          {initialsOf(person.name)}
        </span>
        <bdi class="name">{person.name}</bdi>
        <span class="facts">{text.stateOfPerson(person)}</span>
      </button>
      <CallButton person={person} video={false} disabled={isBusy} />
      <CallButton person={person} video disabled={isBusy} />
      {open ? (
        <Modal title={isolated(person.name)} closeLabel={text.close} onClose={() => setOpen(false)}>
          <p class="facts">{text.stateOfPerson(person)}</p>
          <div class="buttons">
            <button
              type="button"
              class="danger"
              onClick={() => void page.calls.block(person).then(() => setOpen(false))}
            >
              {text.block}
            </button>
          </div>
        </Modal>
      ) : null}
    </div>
  )
}

interface CallButtonProps {
  readonly person: PersonHere
  readonly video: boolean
  readonly disabled: boolean
}

function CallButton({ person, video, disabled }: CallButtonProps) {
  const { page, text } = usePage()
  const label = video ? text.callWithVideo(person.name) : text.callPerson(person.name)
  return (
    <button
      type="button"
      class="round"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => void page.calls.place(person, video)}
    >
      <Icon name={video ? 'camera' : 'phone'} />
    </button>
  )
}

function OwnPresence() {
  const { page, state, text } = usePage()
  return (
    <Choice
      label={text.yourPresence}
      value={state.meeting.presence.presence}
      options={presences.map((value) => ({ value, label: text.presence(value) }))}
      onChange={(presence) => void page.calls.setPresence(presence)}
    />
  )
}

/** Who might be invited to the call in progress. */
export function InviteDialog() {
  const { page, state, text } = usePage()
  const { people, self, users } = state.meeting
  const close = () => page.store.dispatch({ type: 'dialog', dialog: null })
  const others = peopleToShow(people, self).filter(({ id }) => !users.some((user) => user.id === id))
  return (
    <Modal title={text.invite} closeLabel={text.close} onClose={close}>
      {others.length === 0 ? <p class="empty">{text.nobodyElse}</p> : null}
      <ul class="choices">
        {others.map((person) => (
          <li key={person.id}>
            <button type="button" onClick={() => void page.calls.invite(person).then(close)}>
              <bdi>{person.name}</bdi> <span class="facts">{text.stateOfPerson(person)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  )
}

/** The last calls, with a button to call back. */
export function RecentCalls() {
  const { page, state, text } = usePage()
  const { recent, placed, current } = state.meeting.calls
  const over = recent.filter(({ call }) => call !== current?.call || call === '')
  if (over.length === 0) return null
  return (
    <section class="recent-calls" aria-label={text.recentCalls}>
      <h2>{text.recentCalls}</h2>
      <ul>
        {over.slice(0, 10).map((one) => (
          <li key={`${one.call} ${one.at}`} class={one.way}>
            <span>
              <bdi class="name">{one.with.name}</bdi>
              <span class="facts">{text.recentCall(one)}</span>
            </span>
            <button
              type="button"
              disabled={placed !== null || current !== null}
              onClick={() => void page.calls.placeByName(one.with.name)}
            >
              {text.callBack}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
