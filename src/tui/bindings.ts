import type { ActionRow } from './action.ts'
import { keyLabel } from './terminal/key.ts'

/** Keys by action name, from the settings. */
export type KeySettings = Readonly<Record<string, string | readonly string[]>>

/** The key bindings of a table of actions. */
export class Bindings {
  readonly #commands = new Map<string, string>()
  readonly #keys = new Map<string, readonly string[]>()

  /**
   * @param settings keys that replace the defaults, by setting name (see `settingOf`)
   * @param scope prefix of the setting names; '' for the meeting
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
    // Keys from the settings take precedence over the defaults of other commands.
    const isSet = (name: string) => set.has(name)
    const ordered = [...this.#keys].sort(([a], [b]) => Number(isSet(a)) - Number(isSet(b)))
    for (const [name, keys] of ordered) for (const key of keys) this.#commands.set(key, name)
  }

  /** The command of a key (see `keyId`), or null. */
  commandOf(key: string): string | null {
    return this.#commands.get(key) ?? null
  }

  /** The key labels of a command, without keys taken by other commands. */
  keysOf(command: string): string[] {
    const keys = this.#keys.get(command) ?? []
    return keys.filter((key) => this.#commands.get(key) === command).map(keyLabel)
  }

  /** The first key label of a command, or null. */
  keyOf(command: string): string | null {
    return this.keysOf(command)[0] ?? null
  }
}

/** The setting name of an action: `mute` in the meeting, `studio.cut` in the studio, `help` everywhere. */
export function settingOf({ name, everywhere }: ActionRow, scope: string): string {
  return everywhere || scope === '' ? name : `${scope}.${name}`
}
