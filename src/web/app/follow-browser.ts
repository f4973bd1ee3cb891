import type { LogEntry, PageState } from '../state/page-state.ts'

/** What of the page reacts to the browser. */
export interface Followed {
  readonly store: { readonly state: PageState; subscribe(listener: () => void): unknown }
  readonly self: { resumeSound(): void; devicesChanged(): void }
}

/** The parts of a browser that the page follows; some have less. */
export interface FollowedBrowser {
  readonly document: Listened & { readonly visibilityState: string }
  readonly navigator: {
    readonly mediaDevices?: Listened
    readonly wakeLock?: { request(type: 'screen'): Promise<{ release(): Promise<void> }> }
    /** Safari: what the page does with sound. */
    audioSession?: { type: string }
    readonly maxTouchPoints: number
  }
  readonly Notification:
    | {
        readonly permission: string
        new (title: string, options: { body: string; icon: string; tag: string }): unknown
      }
    | undefined
}

interface Listened {
  addEventListener(type: string, listener: () => void): void
}

/**
 * Follows the browser: continues sound at the next gesture or when the page is seen again, follows plugged devices, keeps the screen
 * of a phone awake in a room, and shows mentions and calls while the page is hidden.
 */
export function followBrowser(page: Followed, { document, navigator, Notification }: FollowedBrowser): void {
  const { store } = page
  const isHidden = () => document.visibilityState === 'hidden'
  // Otherwise a phone plays a meeting through the ear piece, or ends it when other sound begins.
  if (navigator.audioSession) navigator.audioSession.type = 'play-and-record'
  for (const gesture of ['pointerdown', 'keydown']) document.addEventListener(gesture, () => page.self.resumeSound())
  navigator.mediaDevices?.addEventListener('devicechange', () => page.self.devicesChanged())

  let lock: Promise<{ release(): Promise<void> } | null> | null = null
  // The browser releases the lock of a hidden page, so it is requested again.
  const keepAwake = () => {
    const wanted = store.state.meeting.room !== null && navigator.maxTouchPoints > 0 && !isHidden()
    if (wanted === (lock !== null)) return
    const held = lock
    lock = wanted ? (navigator.wakeLock?.request('screen').catch(() => null) ?? null) : null
    if (!wanted) void held?.then((one) => one?.release()).catch(() => {})
  }
  document.addEventListener('visibilitychange', () => {
    if (!isHidden()) page.self.resumeSound()
    keepAwake()
  })

  let last = 0
  let lastRing: string | null = null
  store.subscribe(() => {
    keepAwake()
    const { log, meeting, preferences } = store.state
    const entry = log.at(-1)
    const isNew = entry !== undefined && entry.id > last
    last = entry?.id ?? 0
    const ring = meeting.calls.ringing.at(-1)
    const isNewRing = ring !== undefined && ring.call !== lastRing
    lastRing = ring?.call ?? null
    if (!isHidden() || !preferences.notify) return
    if (isNew && entry.mention) notify(entry)
    if (isNewRing) notify({ name: ring.from.name, text: '☎' })
  })

  function notify({ name, text }: Pick<LogEntry, 'name' | 'text'>): void {
    if (Notification?.permission !== 'granted') return
    try {
      new Notification(name, { body: text, icon: 'icon.svg', tag: 'mention' })
    } catch {
      // Chrome on Android lets only service workers notify.
    }
  }
}
