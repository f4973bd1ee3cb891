import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from '../../lib/atomic-file.ts'
import type { Clock } from '../../lib/clock.ts'
import { withLock } from '../../lib/file-lock.ts'
import { stateFolder } from '../../lib/folders.ts'
import { makePrivateFoldersSync } from '../../lib/private-files.ts'
import { Exit, exitCodes } from '../exit-codes.ts'

/** A line of the file: `192.168.1.5:12345 sha256:<64 digits>`. */
const LINE = /^(\S+) sha256:([0-9a-f]{64})$/

/** The form of a server address in the file and on the command line: `192.168.1.5:12345`, `[fe80::1]:12345`. */
export function serverPlace(host: string, port: number): string {
  return host.includes(':') ? `[${host.toLowerCase()}]:${port}` : `${host.toLowerCase()}:${port}`
}

/** The stored key of a server: SHA-256 in hex, and its line in the file, from 1; 0 if it could not be written. */
export interface KnownKey {
  readonly fingerprint: string
  readonly line: number
}

/**
 * The stored keys of servers, one per line. An unreadable entry is an error and never treated as missing, because an
 * attacker in between could then present a new key.
 */
export class KnownServers {
  readonly path: string
  readonly #clock: Clock
  /** Keys that could not be written: they hold for this process. */
  readonly #unwritten = new Map<string, string>()

  constructor(clock: Clock, path = join(stateFolder(), 'known_servers')) {
    this.#clock = clock
    this.path = path
  }

  /** The stored key of a server; null if there is none. @throws Exit `refused` if the entry or the file cannot be read */
  find(place: string): KnownKey | null {
    for (const [index, text] of this.#lines().entries()) {
      if (placeOf(text) !== place) continue
      const [, , fingerprint] = LINE.exec(text) ?? []
      if (fingerprint) return { fingerprint, line: index + 1 }
      const where = `${this.path}, line ${index + 1}`
      throw new Exit(
        exitCodes.refused,
        `Cannot read the key of ${place} in ${where}. Repair the line, or forget the key: chat-client forget ${place}`,
      )
    }
    const fingerprint = this.#unwritten.get(place)
    return fingerprint === undefined ? null : { fingerprint, line: 0 }
  }

  /**
   * Stores the key of a server and replaces an older one.
   * @throws Error if the file cannot be written; the key then holds for this process only
   */
  async keep(place: string, fingerprint: string): Promise<void> {
    this.#unwritten.set(place, fingerprint)
    await this.#change((lines) => [...without(lines, place), `${place} sha256:${fingerprint}`])
    this.#unwritten.delete(place)
  }

  /** Removes the key of a server. @returns whether there was one @throws Error if the file cannot be written */
  async forget(place: string): Promise<boolean> {
    const known = this.#lines().some((text) => placeOf(text) === place)
    if (known) await this.#change((lines) => without(lines, place))
    return known
  }

  async #change(change: (lines: readonly string[]) => readonly string[]): Promise<void> {
    makePrivateFoldersSync(dirname(this.path))
    await withLock(this.path, this.#clock, () =>
      writeAtomically(
        this.path,
        change(this.#lines())
          .map((line) => `${line}\n`)
          .join(''),
      ),
    )
  }

  #lines(): string[] {
    try {
      return readFileSync(this.path, 'utf8')
        .split(/\r?\n/)
        .filter((line, i, all) => line !== '' || i < all.length - 1)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      const why = (error as Error).message
      throw new Exit(exitCodes.refused, `Cannot read the keys of known servers in ${this.path}: ${why}`)
    }
  }
}

function placeOf(line: string): string {
  return line.trimStart().split(/\s/, 1)[0] ?? ''
}

function without(lines: readonly string[], place: string): string[] {
  return lines.filter((line) => placeOf(line) !== place)
}
