import { useState } from 'preact/hooks'
import type { Dialog } from '../state/page-state.ts'
import { AccountDialog } from './account-dialog.tsx'
import { InviteDialog } from './calls/people-here.tsx'
import { DevicesDialog } from './devices-dialog.tsx'
import { Field, Modal, Switch } from './fields.tsx'
import { MoreDialog } from './more-dialog.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { RecordingsDialog } from './recordings-dialog.tsx'
import { KeysDialog, SettingsDialog } from './settings-dialog.tsx'
import { usePage } from './use-page.ts'

/** The open dialog, if any. */
export function Dialogs() {
  const { state } = usePage()
  return state.dialog === null ? null : <Open key={JSON.stringify(state.dialog)} dialog={state.dialog} />
}

function Open({ dialog }: { readonly dialog: Dialog }) {
  if (typeof dialog === 'object') {
    return 'join' in dialog ? <PasswordDialog room={dialog.join} /> : <PersonDialog id={dialog.person} />
  }
  switch (dialog) {
    case 'create room':
      return <CreateRoomDialog />
    case 'invite':
      return <InviteDialog />
    case 'devices':
      return <DevicesDialog />
    case 'settings':
      return <SettingsDialog />
    case 'account':
      return <AccountDialog />
    case 'more':
      return <MoreDialog />
    case 'recordings':
      return <RecordingsDialog />
    case 'keys':
      return <KeysDialog />
  }
}

function CreateRoomDialog() {
  const { page, state, text } = usePage()
  const [room, setRoom] = useState('')
  const [password, setPassword] = useState('')
  const [keep, setKeep] = useState(false)
  const submit = (event: Event) => {
    event.preventDefault()
    void page.rooms.create(room, password, !keep)
  }
  return (
    <Modal title={text.createRoom} closeLabel={text.close} onClose={close}>
      <form onSubmit={submit}>
        <Field label={text.roomName} value={room} onChange={setRoom} autocomplete="off" required focused />
        <Field label={text.roomPassword} value={password} onChange={setPassword} type="password" autocomplete="off" />
        <Switch label={text.keepRoom} on={keep} onChange={setKeep} />
        <Refusal />
        <button type="submit" class="primary">
          {text.create}
        </button>
      </form>
    </Modal>
  )
  function close() {
    if (state.dialog === 'create room') page.store.dispatch({ type: 'dialog', dialog: null })
    page.store.dispatch({ type: 'not joining' })
  }
}

function PasswordDialog({ room }: { readonly room: string }) {
  const { page, text } = usePage()
  const [password, setPassword] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    void page.rooms.join(room, password)
  }
  const close = () => {
    page.store.dispatch({ type: 'dialog', dialog: null })
    page.store.dispatch({ type: 'not joining' })
  }
  return (
    <Modal title={text.joinRoom(room)} closeLabel={text.close} onClose={close}>
      <form onSubmit={submit}>
        <Field
          label={text.passwordOf(room)}
          value={password}
          onChange={setPassword}
          type="password"
          autocomplete="off"
          required
          focused
        />
        <Refusal />
        <button type="submit" class="primary">
          {text.join}
        </button>
      </form>
    </Modal>
  )
}

function Refusal() {
  const { state, text } = usePage()
  if (!state.joining?.refusal) return null
  return (
    <p class="problem" role="alert">
      {text.roomRefusal(state.joining.refusal)}
    </p>
  )
}
