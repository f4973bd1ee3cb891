import { useState } from 'preact/hooks'
import { isolated } from '../text/isolated.ts'
import { Field, Modal } from './fields.tsx'
import { usePage } from './use-page.ts'

const BAN_MINUTES = 10
/** dB of the slider: its left end is silence. */
const SOFTEST = -60
const LOUDEST = 12

/** One person: volume, a private message, and what hosts and operators may do. */
export function PersonDialog({ id }: { readonly id: number }) {
  const { page, state, text } = usePage()
  const [draft, setDraft] = useState('')
  const { users, volumes } = state.meeting
  const person = users.find((user) => user.id === id)
  const close = () => page.store.dispatch({ type: 'dialog', dialog: null })
  if (!person) return null
  const send = (event: Event) => {
    event.preventDefault()
    if (draft.trim() === '') return
    page.chat.say(draft, id)
    close()
  }
  return (
    <Modal title={isolated(person.name)} closeLabel={text.close} onClose={close}>
      <label class="field">
        {text.volumeOf(person.name)}
        <input
          type="range"
          min={SOFTEST}
          max={LOUDEST}
          value={volumes[id] ?? 0}
          onChange={(event) => void page.self.setVolume(id, event.currentTarget.valueAsNumber)}
        />
      </label>
      <form class="row" onSubmit={send}>
        <Field label={text.writeTo(person.name)} value={draft} onChange={setDraft} autocomplete="off" />
        <button type="submit">{text.send}</button>
      </form>
      {page.mayModerate ? (
        <div class="buttons">
          <button type="button" onClick={() => void page.moderation.muteForAll(id, !person.muted_by_host)}>
            {person.muted_by_host ? text.unmuteForAll : text.muteForAll}
          </button>
          {person.hand ? (
            <button type="button" onClick={() => void page.moderation.lowerHand(id)}>
              {text.lowerHand}
            </button>
          ) : null}
          <button type="button" onClick={() => void page.moderation.handOver(id).then(close)}>
            {text.handOver}
          </button>
          <button type="button" class="danger" onClick={() => void page.moderation.kick(id).then(close)}>
            {text.kick}
          </button>
          <button type="button" class="danger" onClick={() => void page.moderation.ban(id, BAN_MINUTES).then(close)}>
            {text.ban}
          </button>
        </div>
      ) : null}
    </Modal>
  )
}
