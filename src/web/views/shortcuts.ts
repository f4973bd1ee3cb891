import type { Page } from '../app/page.ts'
import type { Phrases } from '../text/english.ts'

/** A keyboard shortcut in a room. */
interface Shortcut {
  /** Value of `KeyboardEvent.key`, lower case. */
  readonly key: string
  readonly shown: string
  readonly help: (text: Phrases) => string
  run(page: Page): void
}

/** The shortcuts, as in other meeting programs. Space for push to talk is not among them: it is held down. */
export const shortcuts: readonly Shortcut[] = [
  {
    key: 'm',
    shown: 'M',
    help: (text) => text.microphone,
    run: (page) => void page.self.setMuted(!page.store.state.meeting.muted),
  },
  {
    key: 'v',
    shown: 'V',
    help: (text) => text.camera,
    run: (page) => void page.toggleShare('camera'),
  },
  {
    key: 'd',
    shown: 'D',
    help: (text) => text.shareScreen,
    run: (page) => void page.toggleShare('screen'),
  },
  {
    key: 'r',
    shown: 'R',
    help: (text) => text.hand,
    run: (page) => void page.self.raiseHand(!page.ownUser?.hand),
  },
  {
    key: 'c',
    shown: 'C',
    help: (text) => text.chat,
    run: ({ store }) => store.dispatch({ type: 'chat', open: !store.state.chatOpen }),
  },
  {
    key: 'p',
    shown: 'P',
    help: (text) => text.participants,
    run: () => document.querySelector<HTMLElement>('.people button:not(:disabled)')?.focus(),
  },
  {
    key: '?',
    shown: '?',
    help: (text) => text.keys,
    run: ({ store }) => store.dispatch({ type: 'dialog', dialog: 'keys' }),
  },
]

/** Runs shortcuts and push to talk. Keys in fields and dialogs, and Space on a button, are left to the browser. */
export function listenToKeys(page: Page): void {
  document.addEventListener('pointerdown', () => page.calls.touched())
  document.addEventListener('keydown', (event) => {
    page.calls.touched()
    const { meeting, preferences } = page.store.state
    if (event.ctrlKey || event.altKey || event.metaKey || meeting.room === null) return
    const target = event.target as HTMLElement
    if (target.closest('input, textarea, select, dialog')) return
    if (event.key === ' ') {
      if (preferences.mode !== 'push-to-talk' || target.closest('button, a')) return
      event.preventDefault()
      page.self.talk(true)
      return
    }
    if (!preferences.letterKeys || event.repeat) return
    const shortcut = shortcuts.find(({ key }) => key === event.key.toLowerCase())
    if (!shortcut) return
    event.preventDefault()
    shortcut.run(page)
  })
  document.addEventListener('keyup', ({ key }) => {
    if (key === ' ') page.self.talk(false)
  })
  // A key that is released in another window sends no event.
  window.addEventListener('blur', () => page.self.talk(false))
}
