import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { wavHeader } from '../src/audio/wav/wav-header.ts'
import { BIG_RECORDING } from './attacks.ts'

/** Bytes of sound of the unfinished recording, and its sample rate in Hz. */
const SOUND_BYTES = 1.5e9
const RATE = 48_000
/** Bytes per block of `stat`. */
const BLOCK = 512

/** What an attack did to the recordings of a server. */
export interface RecordingHarm {
  /** Recordings that were started. */
  readonly recordings: number
  /** What they take of the disk, in MB. */
  readonly recorded: number
  /** Failures of the server, a sentence each. */
  readonly wrongs: readonly string[]
}

/** A folder of recordings with one of 1.5 GB that another server has not finished. */
export class AttackedRecordings {
  readonly folder = mkdtempSync(join(tmpdir(), 'parlor-soak-'))
  readonly #description: string
  readonly #before: string

  constructor() {
    const path = join(this.folder, BIG_RECORDING)
    mkdirSync(join(path, 'tracks'), { recursive: true })
    const description = {
      version: 1,
      room: 'big',
      started: '2026-01-31T09:00:00.000Z',
      ended: null,
      rate: RATE,
      frame: RATE / 50,
      seconds: 0,
      recorder: 1,
      people: [],
      files: [],
    }
    this.#description = join(path, 'recording.json')
    writeFileSync(this.#description, JSON.stringify(description))
    writeFileSync(join(path, 'access'), createHash('sha256').update('unknown').digest('hex'))
    writeFileSync(join(path, 'events.jsonl'), '')
    writeFileSync(join(path, 'mix.wav'), wavHeader(RATE, SOUND_BYTES))
    truncateSync(join(path, 'mix.wav'), wavHeader(RATE, 0).length + SOUND_BYTES)
    // This process seems to be the server that makes it.
    writeFileSync(`${this.#description}.lock`, `${process.pid} ${hostname()}\n`)
    const soon = Date.now() / 1_000 + 3_600
    utimesSync(`${this.#description}.lock`, soon, soon)
    this.#before = this.#state()
  }

  /** Measures what is in the folder now. */
  harm(): RecordingHarm {
    let [recordings, bytes] = [0, 0]
    for (const entry of readdirSync(this.folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || path.startsWith(join(this.folder, BIG_RECORDING))) continue
      if (entry.name === 'recording.json') recordings++
      bytes += statSync(path).blocks * BLOCK
    }
    const changed = this.#state() !== this.#before
    return {
      recordings,
      recorded: bytes / 1e6,
      wrongs: changed ? ['an unfinished recording was changed for those who asked for it'] : [],
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #state(): string {
    return `${statSync(this.#description).mtimeMs} ${readFileSync(this.#description, 'utf8')}`
  }
}
