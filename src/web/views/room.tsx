import { Banners } from './banners.tsx'
import { CallTitle } from './calls/calls.tsx'
import { Chat, entryText } from './chat.tsx'
import { Controls } from './controls.tsx'
import { People } from './people.tsx'
import { Pictures } from './pictures/pictures.tsx'
import { usePage } from './use-page.ts'

/** The room that the user is in: people, shared pictures, chat and controls. */
export function Room() {
  const { page, state, text } = usePage()
  const { room, rooms, calls } = state.meeting
  const isLocked = rooms.find((one) => one.room === room)?.closed === true
  return (
    <div class={['call', state.chatOpen ? 'with-chat' : '', calls.current ? 'for-two' : ''].filter(Boolean).join(' ')}>
      <header class="bar">
        <h1>
          {calls.current ? <CallTitle /> : <bdi>{room}</bdi>}
          {isLocked ? <span class="facts"> {text.roomIsLocked}</span> : null}
        </h1>
        <Quality />
        <button
          type="button"
          aria-expanded={state.chatOpen}
          onClick={() => page.store.dispatch({ type: 'chat', open: !state.chatOpen })}
        >
          {text.chat}
          {state.unread > 0 ? (
            <span class="badge" role="img" aria-label={text.unread(state.unread)}>
              {state.unread}
            </span>
          ) : null}
        </button>
      </header>
      <Banners />
      <Announcer />
      <main>
        <div class="stage">
          <Pictures />
          <People />
        </div>
        {state.chatOpen ? <Chat /> : null}
      </main>
      <Controls />
    </div>
  )
}

/** Tells a screen reader who came, left and wrote while the chat, which tells it itself, is closed. Never who talks. */
function Announcer() {
  const { state, text } = usePage()
  const last = state.chatOpen ? undefined : state.log.at(-1)
  return (
    <p class="unseen" role="status">
      {last ? entryText(last, text) : ''}
    </p>
  )
}

/** Round trip, and losses while there are any. */
function Quality() {
  const { state, text } = usePage()
  return (
    <p class="quality">
      {state.roundTrip === null ? null : <span>{text.roundTrip(Math.round(state.roundTrip))}</span>}
      {state.losses.frames > 0 ? <span class="bad">{text.lostVoice(state.losses.frames)}</span> : null}
    </p>
  )
}
