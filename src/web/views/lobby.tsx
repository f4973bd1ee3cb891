import type { RoomDetails } from '../../protocol/shapes.ts'
import { ConnectionBanner, RefusalBanner } from './banners.tsx'
import { CallBanners } from './calls/calls.tsx'
import { PeopleHere, RecentCalls } from './calls/people-here.tsx'
import { usePage } from './use-page.ts'

/** The list of rooms, shown while the user is in none. */
export function Lobby() {
  const { page, state, text } = usePage()
  const { rooms, self } = state.meeting
  return (
    <main class="lobby">
      <header class="bar">
        <h1>{text.app}</h1>
        <p class="self">
          <bdi>{self.name}</bdi>
        </p>
        <button type="button" onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'recordings' })}>
          {text.recordings}
        </button>
        <button type="button" onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'settings' })}>
          {text.settings}
        </button>
        {state.account === null ? null : (
          <button type="button" onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'account' })}>
            {text.account}
          </button>
        )}
        <button type="button" onClick={() => void page.leaveServer()}>
          {text.logOut}
        </button>
      </header>
      <ConnectionBanner />
      <CallBanners />
      <RefusalBanner />
      {state.stays === false ? <p class="hint">{text.doesNotStay}</p> : null}
      {state.joining?.refusal ? (
        <p class="problem" role="alert">
          {text.roomRefusal(state.joining.refusal)}
        </p>
      ) : null}
      <div class="columns">
        <div>
          <PeopleHere />
          <RecentCalls />
        </div>
        <section aria-label={text.rooms}>
          <h2>{text.rooms}</h2>
          {rooms.length === 0 ? <p class="empty">{text.noRooms}</p> : null}
          <ul class="rooms">
            {rooms.map((room) => (
              <li key={room.room}>
                <RoomCard room={room} />
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="primary"
            onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'create room' })}
          >
            {text.createRoom}
          </button>
        </section>
      </div>
    </main>
  )
}

function RoomCard({ room }: { readonly room: RoomDetails }) {
  const { page, text } = usePage()
  const join = () => {
    if (room.locked) page.store.dispatch({ type: 'dialog', dialog: { join: room.room } })
    else void page.rooms.join(room.room)
  }
  const marks = [room.locked ? text.needsPassword : '', room.closed ? text.closedRoom : ''].filter(Boolean)
  return (
    <button type="button" class="room-card" onClick={join}>
      <bdi class="name">{room.room}</bdi>
      <span class="facts">{[text.people(room.users), ...marks].join(' · ')}</span>
    </button>
  )
}
