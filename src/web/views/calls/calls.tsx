import { useState } from 'preact/hooks'
import { minutesText } from '../../../lib/time-text.ts'
import type { Ringing } from '../../../protocol/meeting/call-state.ts'
import { Field, Icon, useModal } from '../fields.tsx'
import { usePage } from '../use-page.ts'

/** The call that rings, above all that is open; in a room it also asks what happens to the room. */
export function RingingCall() {
  const { state } = usePage()
  const [ring] = state.meeting.calls.ringing
  return ring ? <Ring key={ring.call} ring={ring} /> : null
}

function Ring({ ring }: { readonly ring: Ringing }) {
  const { page, state, text } = usePage()
  const [isHidden, setHidden] = useState(false)
  const [reply, setReply] = useState('')
  const { call, from, video, with: others } = ring
  const isInRoom = state.meeting.room !== null
  // Closing the dialog neither accepts nor declines: it goes on ringing in a banner.
  const dialog = useModal(() => setHidden(true))
  if (isHidden) return null
  const names = others.map(({ name }) => name)
  return (
    <dialog ref={dialog} class="ring" role="alertdialog" aria-labelledby="ring-title">
      <p id="ring-title">{names.length > 0 ? text.invitesYou(from.name, names) : text.callsYou(from.name, video)}</p>
      <div class="buttons">
        <button type="button" class="accept" autofocus onClick={() => void page.calls.accept(call)}>
          <Icon name="phone" /> {isInRoom ? text.acceptAndHold : text.accept}
        </button>
        <button type="button" onClick={() => void page.calls.accept(call, { video: true })}>
          <Icon name="camera" /> {text.acceptWithVideo}
        </button>
        {isInRoom ? (
          <button type="button" onClick={() => void page.calls.accept(call, { room: 'leave' })}>
            {text.acceptAndLeave}
          </button>
        ) : null}
        <button type="button" class="danger" onClick={() => void page.calls.decline(call)}>
          {text.decline}
        </button>
      </div>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void page.calls.decline(call, reply)
        }}
      >
        <Field label={text.declineText} value={reply} onChange={setReply} autocomplete="off" />
        <button type="submit">{text.declineWith}</button>
      </form>
    </dialog>
  )
}

/** What is said of calls on every view: a call that rings, one that is placed, and why one could not be. */
export function CallBanners() {
  const { page, state, text } = usePage()
  const { placed, invited, ringing } = state.meeting.calls
  const { callRefusal } = state
  return (
    <>
      {ringing.map(({ call, from, video }) => (
        <div class="banner" key={call}>
          <span>{text.callsYou(from.name, video)}</span>
          <button type="button" class="accept" onClick={() => void page.calls.accept(call, { video })}>
            {text.accept}
          </button>
          <button type="button" onClick={() => void page.calls.decline(call)}>
            {text.decline}
          </button>
        </div>
      ))}
      {placed ? (
        <div class="banner" role="status">
          <span>{text.calling(placed.to.name)}</span>
          <button type="button" class="danger" onClick={() => page.calls.hangUp()}>
            {text.cancelCall}
          </button>
        </div>
      ) : null}
      {invited.map(({ call, to }) => (
        <div class="banner" role="status" key={call}>
          <span>{text.calling(to.name)}</span>
        </div>
      ))}
      {callRefusal ? (
        <div class="banner bad" role="alert">
          <span>{text.callRefusal(callRefusal.reason, callRefusal.name)}</span>
          <button type="button" onClick={() => page.store.dispatch({ type: 'call refusal', refusal: null })}>
            {text.close}
          </button>
        </div>
      ) : null}
    </>
  )
}

/** With whom the user is in a call, and for how long. */
export function CallTitle() {
  const { state, text } = usePage()
  const { users, self, calls } = state.meeting
  const others = users.filter(({ id }) => id !== self.id).map(({ name }) => name)
  const seconds = Math.max(0, Math.floor((Date.now() - calls.current!.since) / 1000))
  return (
    <>
      {text.callWith(others)} <span class="facts">{minutesText(seconds)}</span>
    </>
  )
}
