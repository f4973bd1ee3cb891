import type { Cancel, Clock } from '../../lib/clock.ts'
import { systemClock } from '../../lib/clock.ts'
import { compiledProgram, HostChild } from '../../lib/host-child.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { CaptureOptions } from '../../screen/capture/open-capture.ts'
import { CaptureError } from '../../screen/picture.ts'
import type { Piece } from '../../screen/pieces.ts'
import type { FromPictures, Sources, ToPictures } from './picture-messages.ts'

const HOST = compiledProgram('picture-host.js', import.meta.url)

/** ms without a sign of life after which it counts as stuck; opening may take several ways, each with its patience. */
const SILENCE = 10_000
const OPENING = 60_000
/** ms that it is given to end what it started. */
const FAREWELL = 500

export interface PictureProcessHandlers {
  /** A part of a picture is to be sent; there is no other picture before `sent` was called. */
  piece(piece: Piece): void
  /** How many pictures a second are made at most from now on, and of which quality (1 to 100). */
  pace(fps: number, quality: number): void
  /** There are no more pictures, and what the user can do about it. */
  failed(sentence: string): void
}

/** The process in which what one shares is captured and encoded. */
export class PictureProcess {
  readonly #clock: Clock
  readonly #child: HostChild<ToPictures, FromPictures>
  readonly #handlers: PictureProcessHandlers
  #opened: ((label: string) => void) | null = null
  #refused: ((error: CaptureError) => void) | null = null
  #cancel: Cancel = () => {}
  #died: () => void = () => {}
  #over = false

  private constructor(clock: Clock, handlers: PictureProcessHandlers) {
    this.#clock = clock
    this.#handlers = handlers
    this.#child = new HostChild<ToPictures, FromPictures>({
      program: HOST,
      clock,
      heard: (message) => this.#take(message),
      died: () => {
        this.#died()
        this.#fail(
          'The program that captures the screen ended; share again, or choose another way with --capture',
        )
      },
    })
  }

  /** Starts it and opens what is to be captured. @throws CaptureError with a sentence for the user. */
  static async open(
    options: CaptureOptions,
    clock: Clock,
    handlers: PictureProcessHandlers,
  ): Promise<{ process: PictureProcess; label: string }> {
    const process = new PictureProcess(clock, handlers)
    try {
      const label = await new Promise<string>((resolve, reject) => {
        process.#opened = resolve
        process.#refused = reject
        process.#cancel = clock.after(OPENING, () =>
          process.#fail('The screen could not be opened within a minute; choose another way with --capture'),
        )
        process.#child.say({ type: 'open', options })
      })
      return { process, label }
    } catch (error) {
      await process.close()
      throw error
    }
  }

  /** Tells it something, such as that the last picture was sent. */
  say(message: Exclude<ToPictures, { type: 'open' | 'close' | 'list' }>): void {
    if (!this.#over) this.#child.say(message)
  }

  /** Ends it with all that it started. Never hangs. */
  async close(): Promise<void> {
    this.#over = true
    this.#cancel()
    const died = new Promise<void>((resolve) => {
      this.#died = resolve
    })
    this.#child.say({ type: 'close' })
    await withTimeout(this.#clock, FAREWELL, died, () => {})
    await this.#child.end()
  }

  #take(message: FromPictures): void {
    if (this.#over) return
    if (message.type === 'failed') {
      this.#fail(message.sentence)
      return
    }
    if (message.type === 'opened') {
      this.#refused = null
      this.#opened?.(message.label)
    }
    // While it opens, its being alive says nothing.
    if (!this.#refused) this.#watch()
    if (message.type === 'piece') this.#handlers.piece(message.piece)
    else if (message.type === 'pace') this.#handlers.pace(message.fps, message.quality)
  }

  #watch(): void {
    this.#cancel()
    if (this.#over) return
    this.#cancel = this.#clock.after(SILENCE, () =>
      this.#fail('The capture of the screen hangs; share again, or choose another way with --capture'),
    )
  }

  #fail(sentence: string): void {
    if (this.#over) return
    this.#over = true
    this.#cancel()
    if (this.#refused) this.#refused(new CaptureError(sentence))
    else this.#handlers.failed(sentence)
  }
}

/** ms that the list may take. */
const LIST_PATIENCE = 10_000

/** Lists what can be shared, in a process of its own: the libraries that know it may block or crash. */
export async function listSources(): Promise<Sources> {
  const without = (problem: string): Sources => ({ screens: [], windows: [], cameras: [], problem })
  let child: HostChild<ToPictures, FromPictures> | null = null
  const listed = new Promise<Sources>((resolve) => {
    child = new HostChild<ToPictures, FromPictures>({
      program: HOST,
      clock: systemClock,
      heard: (message) => {
        if (message.type === 'listed') resolve(message.sources)
      },
      died: (reason) => resolve(without(reason)),
    })
    child.say({ type: 'list' })
  })
  const late = () => without('the system does not tell what can be shared')
  const sources = await withTimeout(systemClock, LIST_PATIENCE, listed, late)
  await child!.end()
  return sources
}
