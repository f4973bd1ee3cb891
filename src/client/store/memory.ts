import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from '../../lib/atomic-file.ts'
import type { Clock } from '../../lib/clock.ts'
import { withLock } from '../../lib/file-lock.ts'
import { stateFolder } from '../../lib/folders.ts'
import { makePrivateFoldersSync } from '../../lib/private-files.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { MOST_RECENT, type RecentCall } from '../../protocol/meeting/call-state.ts'
import { likenessKeys } from '../../protocol/names.ts'
import type { RecordingKey } from '../../protocol/shapes.ts'
import {
  type Devices,
  type KeptCall,
  nothing,
  parseRemembered,
  type RecentServer,
  type Remembered,
} from './remembered.ts'

/** Most entries of each kind; the latest are kept. */
const MAX_SERVERS = 10
const MAX_VOLUMES = 500
const MAX_RECORDINGS = 500
const MAX_CALLS = 200
/** Largest memory file in bytes: four times what the maximum number of entries takes. */
const MAX_BYTES = 1024 * 1024

/** Path of the memory file. */
export function memoryPath(): string {
  return join(stateFolder(), 'memory.json')
}

/**
 * What the client remembers between meetings: servers, volumes, devices, recording keys and calls. Several clients may share
 * the file: each change is applied to its current content under a lock. A damaged file counts as empty, and a disk error
 * only loses the change.
 */
export class Memory {
  readonly #path: string
  readonly #clock: Clock
  #remembered: Remembered

  /** Reads the file. */
  constructor(clock: Clock, path = memoryPath()) {
    this.#clock = clock
    this.#path = path
    this.#remembered = this.#read()
  }

  /** The recent servers, latest first. */
  get servers(): readonly RecentServer[] {
    return this.#remembered.servers
  }

  /** Whether the user has joined a server before. */
  hasMet(host: string, port: number): boolean {
    return this.servers.some((one) => one.host === host && one.port === port)
  }

  /** The devices chosen last; null is the system default. */
  get devices(): Devices {
    return this.#remembered.devices
  }

  /** The gain in dB set for a name or one that looks the same; null if none was set. */
  volumeOf(name: string): number | null {
    const keys = likenessKeys(name)
    return this.#remembered.volumes.find((one) => isAlike(one.keys, keys))?.gain_db ?? null
  }

  /**
   * Remembers a server and the name used there. Refused with a message for the user if the disk fails, as are the other
   * changes.
   */
  rememberServer(host: string, port: number, name: string | null): Promise<Result<undefined>> {
    return this.#change((before) => {
      const others = before.servers.filter((one) => one.host !== host || one.port !== port)
      const server = { host, port, name, seen: this.#clock.date() }
      return { ...before, servers: [server, ...others].slice(0, MAX_SERVERS) }
    })
  }

  /** Remembers the gain of a person, -60 to 12 dB. 0 is the default and removes the entry. */
  rememberVolume(name: string, gainDb: number): Promise<Result<undefined>> {
    const keys = likenessKeys(name)
    return this.#change((before) => {
      const others = before.volumes.filter((one) => !isAlike(one.keys, keys))
      const own = gainDb === 0 ? [] : [{ keys, gain_db: gainDb }]
      return { ...before, volumes: [...own, ...others].slice(0, MAX_VOLUMES) }
    })
  }

  /** Remembers the chosen devices. */
  rememberDevices(devices: Partial<Devices>): Promise<Result<undefined>> {
    return this.#change((before) => ({ ...before, devices: { ...before.devices, ...devices } }))
  }

  /** The keys to the user's recordings on a server, latest first. */
  recordingsAt(host: string, port: number): RecordingKey[] {
    const here = this.#remembered.recordings.filter((one) => one.host === host && one.port === port)
    return here.map(({ recording, token }) => ({ recording, token }))
  }

  /** Remembers the key of a recording. */
  rememberRecording(host: string, port: number, key: RecordingKey): Promise<Result<undefined>> {
    return this.#change((before) => {
      const others = before.recordings.filter(({ token }) => token !== key.token)
      return { ...before, recordings: [{ host, port, ...key }, ...others].slice(0, MAX_RECORDINGS) }
    })
  }

  /** The recent calls on a server, latest first. One in progress when the client was killed counts as lost. */
  callsAt(host: string, port: number): RecentCall[] {
    const here = this.#remembered.calls.filter((one) => one.host === host && one.port === port)
    return here.map(({ name, way, at, talked, reason }) => ({
      ...{ call: '', with: { id: 0, name }, way, at, talked },
      reason: reason ?? (way === 'missed' ? null : 'connection lost'),
    }))
  }

  /** Remembers calls on a server beside those of other clients of the user; the latest 50 of a server are kept. */
  rememberCalls(host: string, port: number, recent: readonly RecentCall[]): Promise<Result<undefined>> {
    return this.#change((before) => {
      const calls = new Map(before.calls.map((one) => [callKey(one), one]))
      for (const { with: other, way, at, talked, reason } of recent) {
        const one = { host, port, name: other.name, way, at, talked, reason }
        calls.set(callKey(one), one)
      }
      const latest = [...calls.values()].sort((a, b) => b.at - a.at)
      const here = latest.filter((one) => one.host === host && one.port === port).slice(0, MOST_RECENT)
      const elsewhere = latest.filter((one) => one.host !== host || one.port !== port)
      return { ...before, calls: [...here, ...elsewhere].slice(0, MAX_CALLS) }
    })
  }

  async #change(change: (before: Remembered) => Remembered): Promise<Result<undefined>> {
    // The change applies to this client even if the disk fails.
    this.#remembered = change(this.#remembered)
    try {
      makePrivateFoldersSync(dirname(this.#path))
      await withLock(this.#path, this.#clock, () => {
        this.#remembered = change(this.#read())
        writeAtomically(this.#path, `${JSON.stringify(this.#remembered)}\n`)
      })
      return ok(undefined)
    } catch (error) {
      return refused(`Cannot store this for the next start: ${(error as Error).message}`)
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

function callKey({ host, port, name, at }: KeptCall): string {
  return JSON.stringify([host, port, name, at])
}

/** Two names look the same if they share a likeness key; the server has the same rule. */
function isAlike([a, b]: readonly [string, string], [c, d]: readonly [string, string]): boolean {
  return a === c || b === d
}
