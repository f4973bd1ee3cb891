import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { sizeText } from '../../lib/size-text.ts'
import type { Limits } from '../../protocol/limits.ts'
import { occupiedBytes, recordingIds } from './recordings-on-disk.ts'

/** ms between two looks at the free space, and the least between two counts of what is on the disk. */
const SPACE_INTERVAL = 5_000
const COUNT_INTERVAL = 10_000

/** Free and total bytes of a disk. */
export interface DiskSpace {
  readonly free: number
  readonly total: number
}

/** Reads the space of the disk that holds a path. @throws the file system's error */
export type ReadSpace = (path: string) => Promise<DiskSpace>

/** The space that this process may use; blocks reserved for root are not free. */
export const readDiskSpace: ReadSpace = async (path) => {
  const { bavail, bsize, blocks } = await statfs(path)
  return { free: bavail * bsize, total: blocks * bsize }
}

/** What all recordings of a server occupy, and whether there is room for more. */
export class RecordingStorage {
  readonly #folder: string
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #readSpace: ReadSpace
  readonly #runs: (id: string) => boolean
  /** Bytes of the recordings that do not run. */
  #stored = 0
  #counting: Promise<void> | null = null
  #countedAt = -Infinity
  #space: DiskSpace | null = null
  #spaceAt = -Infinity

  /** @param folder of all recordings @param runs whether a recording is in progress, and counted by its writer */
  constructor(folder: string, clock: Clock, limits: Limits, readSpace: ReadSpace, runs: (id: string) => boolean) {
    this.#folder = folder
    this.#clock = clock
    this.#limits = limits
    this.#readSpace = readSpace
    this.#runs = runs
  }

  /** Counts the recordings on the disk; a count in progress is shared. Never rejects. */
  count(): Promise<void> {
    this.#counting ??= this.#count().finally(() => {
      this.#counting = null
    })
    return this.#counting
  }

  /** Adds the bytes of a recording that has ended. */
  add(bytes: number): void {
    this.#stored += bytes
  }

  /**
   * Why nothing more may be recorded, as a sentence for people; null when there is room.
   * @param running bytes of the recordings in progress
   */
  async refusal(running: number): Promise<string | null> {
    const { recordingsBytes } = this.#limits
    if (this.#stored + running >= recordingsBytes && this.#clock.now() - this.#countedAt >= COUNT_INTERVAL) {
      // The operator may have made room.
      await this.count()
    }
    if (this.#stored + running >= recordingsBytes) {
      return `The recordings on the server have reached their total of ${sizeText(recordingsBytes)}; ask the operator to make room.`
    }
    const space = await this.#look()
    const reserve = space && this.#reserveOf(space)
    if (!space || space.free > reserve!) return null
    return `Less than ${sizeText(reserve!)} is free on the disk of the server; ask the operator to make room.`
  }

  /** Bytes to be left free: the smaller of an amount and a part of the disk, so that it fits disks of any size. */
  #reserveOf({ total }: DiskSpace): number {
    return Math.min(this.#limits.diskReserve, (total * this.#limits.diskReservePercent) / 100)
  }

  /** The space of the disk, at most 5 s old; null where the system does not tell. */
  async #look(): Promise<DiskSpace | null> {
    if (this.#clock.now() - this.#spaceAt < SPACE_INTERVAL) return this.#space
    this.#spaceAt = this.#clock.now()
    this.#space = await this.#readSpace(this.#folder).catch(() => null)
    return this.#space
  }

  async #count(): Promise<void> {
    this.#countedAt = this.#clock.now()
    let bytes = 0
    for await (const id of recordingIds(this.#folder)) {
      if (!this.#runs(id)) bytes += await occupiedBytes(join(this.#folder, id))
    }
    this.#stored = bytes
  }
}
