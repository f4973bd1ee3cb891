import type { RecordingKey } from '../../protocol/shapes.ts'
import { defaultPreferences, type Preferences } from '../state/page-state.ts'

const PREFERENCES = 'parlor preferences'
const NAME = 'parlor name'
const RECORDINGS = 'parlor recordings'
/** Keys to recordings that are kept; the oldest are forgotten. */
const MOST_RECORDINGS = 100
const SESSION = 'parlor session'

/** What brings a reloaded page back to where it was. */
export interface KeptSession {
  /** Token of the session. */
  readonly token: string
  readonly name: string
  readonly room: string | null
  /** The account that it is logged in to; null for a guest. */
  readonly account: string | null
}

/** The preferences that this browser keeps; the defaults where it keeps none. */
export function keptPreferences(): Preferences {
  return { ...defaultPreferences, ...read<Partial<Preferences>>(localStorage, PREFERENCES) }
}

export function keepPreferences(preferences: Preferences): void {
  write(localStorage, PREFERENCES, preferences)
}

/** The name that was last used in this browser; empty where there is none. */
export function keptName(): string {
  return read<string>(localStorage, NAME) ?? ''
}

export function keepName(name: string): void {
  write(localStorage, NAME, name)
}

/** The keys to the user's recordings, the latest first. */
export function keptRecordings(): readonly RecordingKey[] {
  return read<RecordingKey[]>(localStorage, RECORDINGS) ?? []
}

export function keepRecording(key: RecordingKey): void {
  const others = keptRecordings().filter(({ recording }) => recording !== key.recording)
  write(localStorage, RECORDINGS, [key, ...others].slice(0, MOST_RECORDINGS))
}

/** The session of this tab, which ends with the tab. */
export function keptSession(): KeptSession | null {
  return read<KeptSession>(sessionStorage, SESSION)
}

export function keepSession(session: KeptSession | null): void {
  if (session) write(sessionStorage, SESSION, session)
  else remove(sessionStorage, SESSION)
}

/** Browsers may refuse storage, for example in a private window: then nothing is kept. */
function read<T>(storage: Storage, key: string): T | null {
  try {
    const text = storage.getItem(key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {}
}

function remove(storage: Storage, key: string): void {
  try {
    storage.removeItem(key)
  } catch {}
}
