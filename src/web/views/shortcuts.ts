import type { Page } from '../app/page.ts'
import type { Phrases } from '../text/english.ts'

/** A keyboard shortcut of a page. */
export interface Shortcut<On> {
  /** Values of `KeyboardEvent.key`, lower case where it is one letter. */
  readonly keys: readonly string[]
  /** The keys as shown in the help, separated by spaces. */
  readonly shown: string
  readonly help: (text: Phrases) => string
  run(on: On, key: string): void
}

/**
 * The shortcut that a key runs; undefined if there is none. Keys in fields and dialogs, Enter and Space on a button, and keys with
 * Ctrl, Alt or Meta are left to the browser.
 */
export function shortcutFor<On>(event: KeyboardEvent, shortcuts: readonly Shortcut<On>[]): Shortcut<On> | undefined {
  const { key, ctrlKey, altKey, metaKey } = event
  const target = event.target as HTMLElement
  if (ctrlKey || altKey || metaKey || target.closest('input, textarea, select, dialog')) return undefined
  if ((key === 'Enter' || key === ' ') && target.closest('button, a')) return undefined
  return shortcuts.find(({ keys }) => keys.includes(key.length === 1 ? key.toLowerCase() : key))
}

/** The shortcuts, as in other meeting programs. Space for push to talk is not among them: it is held down. */
export const shortcuts: readonly Shortcut<Page>[] = [
  {
    keys: ['m'],
    shown: 'M',
    help: (text) => text.microphone,
    run: (page) => void page.self.setMuted(!page.store.state.meeting.muted),
  },
  { keys: ['v'], shown: 'V', help: (text) => text.camera, run: (page) => void page.toggleShare('camera') },
  { keys: ['d'], shown: 'D', help: (text) => text.shareScreen, run: (page) => void page.toggleShare('screen') },
  { keys: ['r'], shown: 'R', help: (text) => text.hand, run: (page) => void page.self.raiseHand(!page.ownUser?.hand) },
  {
    keys: ['c'],
    shown: 'C',
    help: (text) => text.chat,
    run: ({ store }) => store.dispatch({ type: 'chat', open: !store.state.chatOpen }),
  },
  {
    keys: ['p'],
    shown: 'P',
    help: (text) => text.participants,
    run: () => document.querySelector<HTMLElement>('.people button:not(:disabled)')?.focus(),
  },
  {
    keys: ['?'],
    shown: '?',
    help: (text) => text.keys,
    run: ({ store }) => store.dispatch({ type: 'dialog', dialog: 'keys' }),
  },
]

/** Runs shortcuts and push to talk. */
export function listenToKeys(page: Page): void {
  const talk: Shortcut<Page> = { keys: [' '], shown: '', help: () => '', run: () => page.self.talk(true) }
  document.addEventListener('pointerdown', () => page.calls.touched())
  document.addEventListener('keydown', (event) => {
    page.calls.touched()
    const { meeting, preferences } = page.store.state
    if (meeting.room === null) return
    const letters = preferences.letterKeys && !event.repeat ? shortcuts : []
    const held = preferences.mode === 'push-to-talk' ? [talk] : []
    const shortcut = shortcutFor(event, [...letters, ...held])
    if (!shortcut) return
    event.preventDefault()
    shortcut.run(page, event.key)
  })
  document.addEventListener('keyup', ({ key }) => {
    if (key === ' ') page.self.talk(false)
  })
  // A key that is released in another window sends no event.
  window.addEventListener('blur', () => page.self.talk(false))
}
