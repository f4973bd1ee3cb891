import type { ActionRow } from './action.ts'
import { keyLabel } from './terminal/key.ts'

/** Keys by command, as the settings may say them. */
export type KeySettings = Readonly<Record<string, string | readonly string[]>>

/** Which key does what, of one table of actions. */
export class Bindings {
  readonly #commands = new Map<string, string>()
  readonly #keys = new Map<string, readonly string[]>()

  /**
   * @param settings keys that take the place of the table's, by what `settingOf` calls the action.
   * @param scope what the table belongs to; '' is the meeting.
   */
  constructor(actions: readonly ActionRow[], settings: KeySettings = {}, scope = '') {
    const set = new Set<string>()
    for (const action of actions) {
      const { name, keys = [] } = action
      const setting = settingOf(action, scope)
      const chosen = Object.hasOwn(settings, setting) ? settings[setting]! : undefined
      if (chosen !== undefined) set.add(name)
      this.#keys.set(name, chosen === undefined ? keys : typeof chosen === 'string' ? [chosen] : chosen)
    }
    // A key that was set belongs to its command, whatever the table says.
    const isSet = (name: string) => set.has(name)
    const ordered = [...this.#keys].sort(([a], [b]) => Number(isSet(a)) - Number(isSet(b)))
    for (const [name, keys] of ordered) for (const key of keys) this.#commands.set(key, name)
  }

  /** The command of a key (see `keyId`), null where it has none. */
  commandOf(key: string): string | null {
    return this.#commands.get(key) ?? null
  }

  /** The keys of a command as a person reads them; those that another command took are left out. */
  keysOf(command: string): string[] {
    const keys = this.#keys.get(command) ?? []
    return keys.filter((key) => this.#commands.get(key) === command).map(keyLabel)
  }

  /** The first of them, null where there is none. */
  keyOf(command: string): string | null {
    return this.keysOf(command)[0] ?? null
  }
}

/** What an action is called in the settings: `mute` in the meeting, `studio.cut` in the studio, `help` everywhere. */
export function settingOf({ name, everywhere }: ActionRow, scope: string): string {
  return everywhere || scope === '' ? name : `${scope}.${name}`
}
