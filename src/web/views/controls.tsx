import { Icon } from './fields.tsx'
import { usePage } from './use-page.ts'

/** The bar of controls at the bottom of a room. */
export function Controls() {
  const { page, state, text } = usePage()
  const { muted, deafened, tracks } = state.meeting
  const hand = page.ownUser?.hand === true
  const { share } = state
  return (
    <section class="controls" aria-label={text.controls}>
      <Toggle label={text.microphone} icon="microphone" on={!muted} onClick={() => void page.self.setMuted(!muted)} />
      <Toggle
        label={text.speaker}
        icon="speaker"
        on={!deafened}
        onClick={() => void page.self.setDeafened(!deafened)}
      />
      <Toggle
        label={text.camera}
        icon="camera"
        on={share?.kind === 'camera'}
        onClick={() => void page.toggleShare('camera')}
      />
      {'getDisplayMedia' in (navigator.mediaDevices ?? {}) ? (
        <Toggle
          label={text.shareScreen}
          icon="screen"
          on={share?.kind === 'screen'}
          onClick={() => void page.toggleShare('screen')}
        />
      ) : null}
      <Toggle label={text.hand} icon="hand" on={hand} onClick={() => void page.self.raiseHand(!hand)} />
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
      <Action label={text.more} icon="more" onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'more' })} />
      {state.meeting.calls.current ? (
        <>
          <Action
            label={text.invite}
            icon="invite"
            onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'invite' })}
          />
          <Action label={text.hangUp} icon="leave" onClick={() => page.calls.hangUp()} />
        </>
      ) : (
        <Action label={text.leave} icon="leave" onClick={() => void page.rooms.leave()} />
      )}
    </section>
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
      <Icon name={on || icon === 'hand' ? icon : `${icon}-off`} />
      <span>{label}</span>
    </button>
  )
}

function Action({ label, icon, onClick }: ActionProps) {
  return (
    <button type="button" class={`control ${icon}`} onClick={onClick}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  )
}

/** Sends the user's voice while it is held down, by pointer or key. */
function TalkButton() {
  const { page, state, text } = usePage()
  const talk = (on: boolean) => () => page.self.talk(on)
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
