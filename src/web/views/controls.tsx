import { usePage } from './use-page.ts'

/** The bar of controls at the bottom of a room. */
export function Controls() {
  const { page, state, text } = usePage()
  const { muted, deafened, tracks } = state.meeting
  const { share, preferences } = state
  const toggle = (kind: 'camera' | 'screen') => {
    if (share?.kind === kind) void page.sharing.stop()
    else void page.sharing.start(kind, preferences.camera)
  }
  return (
    <footer class="controls">
      <Toggle
        label={text.microphone}
        icon="microphone"
        on={!muted}
        onClick={() => void page.setMuted(!muted)}
      />
      <Toggle
        label={text.speaker}
        icon="speaker"
        on={!deafened}
        onClick={() => void page.setDeafened(!deafened)}
      />
      <Toggle
        label={text.camera}
        icon="camera"
        on={share?.kind === 'camera'}
        onClick={() => toggle('camera')}
      />
      {'getDisplayMedia' in (navigator.mediaDevices ?? {}) ? (
        <Toggle
          label={text.shareScreen}
          icon="screen"
          on={share?.kind === 'screen'}
          onClick={() => toggle('screen')}
        />
      ) : null}
      {tracks ? null : <Action label={text.record} icon="record" onClick={() => page.recording.start()} />}
      {state.preferences.mode === 'push-to-talk' ? <TalkButton /> : null}
      <Action
        label={text.devices}
        icon="devices"
        onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'devices' })}
      />
      <Action
        label={text.settings}
        icon="settings"
        onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'settings' })}
      />
      <Action label={text.leave} icon="leave" onClick={() => void page.rooms.leave()} />
    </footer>
  )
}

interface ActionProps {
  readonly label: string
  readonly icon: string
  readonly onClick: () => void
}

function Toggle({ label, icon, on, onClick }: ActionProps & { readonly on: boolean }) {
  return (
    <button type="button" class={`control ${icon}`} aria-pressed={on} onClick={onClick}>
      <svg aria-hidden="true" viewBox="0 0 24 24">
        <use href={`icons.svg#${icon}${on ? '' : '-off'}`} />
      </svg>
      <span>{label}</span>
    </button>
  )
}

function Action({ label, icon, onClick }: ActionProps) {
  return (
    <button type="button" class={`control ${icon}`} onClick={onClick}>
      <svg aria-hidden="true" viewBox="0 0 24 24">
        <use href={`icons.svg#${icon}`} />
      </svg>
      <span>{label}</span>
    </button>
  )
}

/** Sends the user's voice while it is held down, by pointer or key. */
function TalkButton() {
  const { page, state, text } = usePage()
  const talk = (on: boolean) => () => page.talk(on)
  return (
    <button
      type="button"
      class={state.sending ? 'control talk talking' : 'control talk'}
      onPointerDown={talk(true)}
      onPointerUp={talk(false)}
      onPointerCancel={talk(false)}
      onPointerLeave={talk(false)}
    >
      <span>{text.pushToTalk}</span>
    </button>
  )
}
