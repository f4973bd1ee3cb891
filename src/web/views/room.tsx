import { Banners } from './banners.tsx'
import { Chat } from './chat.tsx'
import { Controls } from './controls.tsx'
import { People } from './people.tsx'
import { Pictures } from './pictures.tsx'
import { usePage } from './use-page.ts'

/** The room that the user is in: people, shared pictures, chat and controls. */
export function Room() {
  const { page, state, text } = usePage()
  const { room } = state.meeting
  return (
    <div class={state.chatOpen ? 'call with-chat' : 'call'}>
      <header class="bar">
        <h1>
          <bdi>{room}</bdi>
        </h1>
        <Quality />
        <button
          type="button"
          aria-pressed={state.chatOpen}
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
      <main class="stage">
        <Pictures />
        <People />
      </main>
      {state.chatOpen ? <Chat /> : null}
      <Controls />
    </div>
  )
}

/** Round trip, and losses while there are any. */
function Quality() {
  const { state, text } = usePage()
  const percent = Math.round(100 * state.lost)
  return (
    <p class="quality">
      {state.roundTrip === null ? null : <span>{text.roundTrip(Math.round(state.roundTrip))}</span>}
      {percent > 0 ? <span class="bad">{text.lostVoice(percent)}</span> : null}
    </p>
  )
}
