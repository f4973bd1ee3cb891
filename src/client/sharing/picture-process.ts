import type { Cancel, Clock } from '../../lib/clock.ts'
import { systemClock } from '../../lib/clock.ts'
import { compiledProgram, HostChild } from '../../lib/process/host-child.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { CaptureOptions } from '../../screen/capture/open-capture.ts'
import { CaptureError } from '../../screen/picture.ts'
import type { Piece } from '../../screen/pieces.ts'
import type { FromPictures, Sources, ToPictures } from './picture-messages.ts'

const HOST = compiledProgram('client/sharing/picture-host')

/** ms without a sign of life after which the process counts as hung. */
const SILENCE = 10_000
/** ms for opening, which may try several backends, each with its own timeout. */
const OPENING = 60_000
/** ms for the process to clean up when it is closed. */
const FAREWELL = 500

export interface PictureProcessHandlers {
  /** A piece of a picture to send. No further picture follows before `sent` is reported. */
  piece(piece: Piece): void
  /** New maximum pictures per second, and JPEG quality (1 to 100). */
  pace(fps: number, quality: number): void
  /** Capturing failed; the sentence tells the user what to do. Called at most once. */
  failed(sentence: string): void
}

/** The child process that captures and encodes the user's share. */
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
        this.#fail('The screen capture process ended; share again, or choose another backend with --capture')
      },
    })
  }

  /** Starts the process and opens the source. @throws CaptureError with a message for the user */
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
          process.#fail('The screen could not be opened within a minute; choose another backend with --capture'),
        )
        process.#child.say({ type: 'open', options })
      })
      return { process, label }
    } catch (error) {
      await process.close()
      throw error
    }
  }

  /** Sends a message to the process. */
  say(message: Exclude<ToPictures, { type: 'open' | 'close' | 'list' }>): void {
    if (!this.#over) this.#child.say(message)
  }

  /** Ends the process and its children. Never hangs. */
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
    // While opening, signs of life do not show progress.
    if (!this.#refused) this.#watch()
    if (message.type === 'piece') this.#handlers.piece(message.piece)
    else if (message.type === 'pace') this.#handlers.pace(message.fps, message.quality)
  }

  #watch(): void {
    this.#cancel()
    if (this.#over) return
    this.#cancel = this.#clock.after(SILENCE, () =>
      this.#fail('Screen capture hangs; share again, or choose another backend with --capture'),
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

/** ms to wait for the list. */
const LIST_PATIENCE = 10_000

/** Lists the sources in a child process, because the capture libraries may block or crash. Never rejects. */
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
  const late = () => without('listing screens and cameras timed out')
  const sources = await withTimeout(systemClock, LIST_PATIENCE, listed, late)
  await child!.end()
  return sources
}
