import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { writeAtomically } from '../../lib/atomic-file.ts'
import type { Clock } from '../../lib/clock.ts'
import { withLock } from '../../lib/file-lock.ts'
import { stateFolder } from '../../lib/folders.ts'
import { makePrivateFoldersSync } from '../../lib/private-files.ts'
import { cleanName, likenessKeys } from '../../protocol/names.ts'

/** The private key of an account: `place` as in `serverPlace`, `key` as PKCS #8 PEM. */
const Entry = Type.Object({ place: Type.String(), name: Type.String(), key: Type.String() })
type Entry = Static<typeof Entry>
const File = Type.Object({ accounts: Type.Array(Entry) })

/**
 * The login keys (Ed25519), one for each server and name, in a file with mode 0600. Every account has its own key, so
 * that servers cannot link two names to one person.
 */
export class Keyring {
  readonly path: string
  readonly #clock: Clock

  constructor(clock: Clock, path = join(stateFolder(), 'accounts.json')) {
    this.#clock = clock
    this.path = path
  }

  /** The key of a name at a server (see `serverPlace`); null if there is none or it cannot be read. */
  find(place: string, name: string): KeyObject | null {
    try {
      const entry = this.#read().find(isFor(place, name))
      return entry ? createPrivateKey(entry.key) : null
    } catch {
      return null
    }
  }

  /** Generates a key without storing it. */
  make(): KeyObject {
    return generateKeyPairSync('ed25519').privateKey
  }

  /** Stores a key and replaces an older one. @throws Error with a message for the user if the file cannot be written */
  async keep(place: string, name: string, key: KeyObject): Promise<void> {
    const entry = { place, name, key: String(key.export({ type: 'pkcs8', format: 'pem' })) }
    makePrivateFoldersSync(dirname(this.path))
    await withLock(this.path, this.#clock, () => {
      const others = this.#read().filter((one) => !isFor(place, name)(one))
      writeAtomically(this.path, `${JSON.stringify({ accounts: [...others, entry] }, null, 1)}\n`)
    })
  }

  /** @throws Error if the file is damaged; overwriting it would lose the other keys */
  #read(): Entry[] {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    try {
      const json: unknown = JSON.parse(text)
      if (Value.Check(File, json)) return json.accounts
    } catch {}
    throw new Error(`${this.path} is damaged; repair it or move it away`)
  }
}

function isFor(place: string, name: string): (entry: Entry) => boolean {
  const [folded, seen] = likenessKeys(cleanName(name) ?? name)
  return (entry) => {
    const keys = likenessKeys(entry.name)
    return entry.place === place && (keys[0] === folded || keys[1] === seen)
  }
}
