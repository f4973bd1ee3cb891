import { useEffect } from 'preact/hooks'
import { Modal } from './fields.tsx'
import { usePage } from './use-page.ts'

/** The devices that stay logged in to the user's account, and how to log them out. */
export function AccountDialog() {
  const { page, state, text } = usePage()
  const { devices, stays } = state
  useEffect(() => void page.devices.list(), [])
  const close = () => page.store.dispatch({ type: 'dialog', dialog: null })
  return (
    <Modal title={text.account} closeLabel={text.close} onClose={close}>
      <p class="hint">{stays === false ? text.doesNotStay : text.devicesHelp}</p>
      <ul class="plain">
        {devices.map(({ key, name, added, used }) => (
          <li key={key} class="buttons">
            <span>
              <bdi>{name === '' ? text.unknownDevice : name}</bdi>
              {key === page.devices.own ? ` (${text.thisDevice})` : ''}
              {added === 0 ? '' : ` · ${text.lastUsed(new Date(Math.max(added, used)).toLocaleString())}`}
            </span>
            <button
              type="button"
              onClick={() => void page.devices.remove(key)}
              aria-label={text.logOutDevice(name === '' ? text.unknownDevice : name)}
            >
              {text.logOut}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void page.devices.logOutEverywhere()}>
        {text.logOutEverywhere}
      </button>
    </Modal>
  )
}
