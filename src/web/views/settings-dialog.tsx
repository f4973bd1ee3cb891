import { useState } from 'preact/hooks'
import type { Phrases } from '../text/english.ts'
import { languages } from '../text/languages.ts'
import { Choice, Modal, Switch } from './fields.tsx'
import { type Shortcut, shortcuts } from './shortcuts.ts'
import { usePage } from './use-page.ts'

/** Colours, language and keys. */
export function SettingsDialog() {
  const { page, state, text } = usePage()
  const { theme, language, letterKeys } = state.preferences
  const close = () => page.store.dispatch({ type: 'dialog', dialog: null })
  return (
    <Modal title={text.settings} closeLabel={text.close} onClose={close}>
      <Choice
        label={text.theme}
        value={theme}
        options={[
          { value: 'system', label: text.themeSystem },
          { value: 'light', label: text.themeLight },
          { value: 'dark', label: text.themeDark },
        ]}
        onChange={(value) => page.self.prefer({ theme: value })}
      />
      <Choice
        label={text.language}
        value={language ?? ''}
        options={[
          { value: '', label: text.themeSystem },
          ...Object.entries(languages).map(([value, { name }]) => ({ value, label: name })),
        ]}
        onChange={(value) => page.self.prefer({ language: value === '' ? null : (value as 'en' | 'de') })}
      />
      <NotifySwitch />
      <Switch label={text.letterKeys} on={letterKeys} onChange={(on) => page.self.prefer({ letterKeys: on })} />
      <button type="button" onClick={() => page.store.dispatch({ type: 'dialog', dialog: 'keys' })}>
        {text.keys}
      </button>
    </Modal>
  )
}

/** The browser is asked for permission by this click alone. */
function NotifySwitch() {
  const { page, state, text } = usePage()
  const [refused, setRefused] = useState(false)
  if (typeof Notification === 'undefined') return null
  const change = async (on: boolean) => {
    const isAllowed = !on || (await Notification.requestPermission()) === 'granted'
    setRefused(!isAllowed)
    page.self.prefer({ notify: on && isAllowed })
  }
  return (
    <>
      <Switch label={text.notify} on={state.preferences.notify} onChange={(on) => void change(on)} />
      {refused ? (
        <p class="problem" role="alert">
          {text.notifyRefused}
        </p>
      ) : null}
    </>
  )
}

/** The keyboard shortcuts. */
export function KeysDialog() {
  const { page, text } = usePage()
  const close = () => page.store.dispatch({ type: 'dialog', dialog: null })
  return (
    <Modal title={text.keys} closeLabel={text.close} onClose={close}>
      <KeyList shortcuts={shortcuts} text={text} />
    </Modal>
  )
}

interface KeyListProps {
  readonly shortcuts: readonly Pick<Shortcut<never>, 'shown' | 'help'>[]
  readonly text: Phrases
}

/** Keys, and what they do. */
export function KeyList({ shortcuts, text }: KeyListProps) {
  return (
    <dl class="keys">
      {shortcuts.map(({ shown, help }) => (
        <>
          <dt>
            {shown.split(' ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{help(text)}</dd>
        </>
      ))}
    </dl>
  )
}
