import { commands } from '../commands/table.ts'
import { keyLabel } from './terminal/key.ts'

/** Keys by command, as the settings may say them. */
export type KeySettings = Readonly<Record<string, string | readonly string[]>>

/** Which key does what. */
export class Bindings {
  readonly #commands = new Map<string, string>()
  readonly #keys = new Map<string, readonly string[]>()

  /** @param settings keys that take the place of the table's, by the name of the command. */
  constructor(settings: KeySettings = {}) {
    for (const { name, keys = [] } of commands) {
      const set = settings[name]
      this.#keys.set(name, set === undefined ? keys : typeof set === 'string' ? [set] : set)
    }
    // A key that was set belongs to its command, whatever the table says.
    const isSet = (name: string) => name in settings
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
