import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from '../../lib/atomic-file.ts'
import type { Clock } from '../../lib/clock.ts'
import { withLock } from '../../lib/file-lock.ts'
import { stateFolder } from '../../lib/folders.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { likenessKeys } from '../../protocol/names.ts'
import type { RecordingKey } from '../../protocol/shapes.ts'
import { type Devices, nothing, parseRemembered, type RecentServer, type Remembered } from './remembered.ts'

/** Entries that are kept, the latest of each. */
const MAX_SERVERS = 10
const MAX_VOLUMES = 500
const MAX_RECORDINGS = 500
/** Bytes of the file that are looked at: four times what the most entries take. */
const MAX_BYTES = 1024 * 1024

/** Where the memory is kept. */
export function memoryPath(): string {
  return join(stateFolder(), 'memory.json')
}

/**
 * What the client remembers by itself from one meeting to the next. Several clients may share it: each change is
 * made to what the file says then. A damaged file is as good as none, and a disk that refuses costs the memory and
 * nothing else.
 */
export class Memory {
  readonly #path: string
  readonly #clock: Clock
  #remembered: Remembered

  /** Reads what there is. */
  constructor(clock: Clock, path = memoryPath()) {
    this.#clock = clock
    this.#path = path
    this.#remembered = this.#read()
  }

  /** The servers one has been at, the latest first. */
  get servers(): readonly RecentServer[] {
    return this.#remembered.servers
  }

  /** The devices chosen last; null is the default of the machine. */
  get devices(): Devices {
    return this.#remembered.devices
  }

  /** How loud a person of that name, or one that looks the same, was made: dB; null where nobody was. */
  volumeOf(name: string): number | null {
    const keys = likenessKeys(name)
    return this.#remembered.volumes.find((one) => isAlike(one.keys, keys))?.gain_db ?? null
  }

  /**
   * Remembers a server one is at, and the name used there.
   * @returns refused with a sentence for the user, as the others do
   */
  rememberServer(host: string, port: number, name: string | null): Promise<Result<undefined>> {
    return this.#change((before) => {
      const others = before.servers.filter((one) => one.host !== host || one.port !== port)
      const server = { host, port, name, seen: this.#clock.date() }
      return { ...before, servers: [server, ...others].slice(0, MAX_SERVERS) }
    })
  }

  /** Remembers how loud somebody was made, in dB from -60 to 12; 0 is forgotten, for it is what holds anyway. */
  rememberVolume(name: string, gainDb: number): Promise<Result<undefined>> {
    const keys = likenessKeys(name)
    return this.#change((before) => {
      const others = before.volumes.filter((one) => !isAlike(one.keys, keys))
      const own = gainDb === 0 ? [] : [{ keys, gain_db: gainDb }]
      return { ...before, volumes: [...own, ...others].slice(0, MAX_VOLUMES) }
    })
  }

  /** Remembers the devices chosen. */
  rememberDevices(devices: Partial<Devices>): Promise<Result<undefined>> {
    return this.#change((before) => ({ ...before, devices: { ...before.devices, ...devices } }))
  }

  /** What lets one have the recordings that a server made for one, the latest first. */
  recordingsAt(host: string, port: number): RecordingKey[] {
    const here = this.#remembered.recordings.filter((one) => one.host === host && one.port === port)
    return here.map(({ recording, token }) => ({ recording, token }))
  }

  /** Remembers what lets one have a recording. */
  rememberRecording(host: string, port: number, key: RecordingKey): Promise<Result<undefined>> {
    return this.#change((before) => {
      const others = before.recordings.filter(({ token }) => token !== key.token)
      return { ...before, recordings: [{ host, port, ...key }, ...others].slice(0, MAX_RECORDINGS) }
    })
  }

  async #change(change: (before: Remembered) => Remembered): Promise<Result<undefined>> {
    // It holds for this client even where the disk refuses.
    this.#remembered = change(this.#remembered)
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
      await withLock(this.#path, this.#clock, () => {
        this.#remembered = change(this.#read())
        writeAtomically(this.#path, `${JSON.stringify(this.#remembered)}\n`)
      })
      return ok(undefined)
    } catch (error) {
      return refused(`This is not remembered: ${(error as Error).message}`)
    }
  }

  #read(): Remembered {
    try {
      if (statSync(this.#path).size > MAX_BYTES) return nothing
      return parseRemembered(JSON.parse(readFileSync(this.#path, 'utf8')))
    } catch {
      return nothing
    }
  }
}

/** As `LikenessSet` of the server has it: two names look the same if they share a key. */
function isAlike([a, b]: readonly [string, string], [c, d]: readonly [string, string]): boolean {
  return a === c || b === d
}
