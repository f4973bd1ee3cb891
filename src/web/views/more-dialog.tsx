import type { Dialog } from '../state/page-state.ts'
import { Modal } from './fields.tsx'
import { usePage } from './use-page.ts'

/** What is rarely needed in a room, and what the bar of a small screen has no place for. */
export function MoreDialog() {
  const { page, state, text } = usePage()
  const { tracks, rooms, room } = state.meeting
  const isLocked = rooms.find((one) => one.room === room)?.closed === true
  const open = (dialog: Dialog | null) => page.store.dispatch({ type: 'dialog', dialog })
  const record = () => {
    page.recording.start()
    open(null)
  }
  const deleteHistory = () => {
    if (confirm(text.deleteHistoryAsk)) void page.moderation.deleteHistory().then(() => open(null))
  }
  return (
    <Modal title={text.more} closeLabel={text.close} onClose={() => open(null)}>
      <ul class="choices">
        {tracks ? null : <Choose label={text.record} onClick={record} />}
        {page.mayModerate ? (
          <Choose
            label={isLocked ? text.unlockRoom : text.lockRoom}
            onClick={() => void page.moderation.lock(!isLocked).then(() => open(null))}
          />
        ) : null}
        {page.mayModerate ? <Choose label={text.deleteHistory} onClick={deleteHistory} /> : null}
        <Choose label={text.recordings} onClick={() => open('recordings')} />
        <Choose label={text.devices} onClick={() => open('devices')} />
        <Choose label={text.settings} onClick={() => open('settings')} />
        <Choose label={text.keys} onClick={() => open('keys')} />
      </ul>
    </Modal>
  )
}

function Choose({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <li>
      <button type="button" onClick={onClick}>
        {label}
      </button>
    </li>
  )
}
