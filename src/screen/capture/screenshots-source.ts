import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { CaptureError, type Picture, type PictureSource, type Rect } from '../picture.ts'
import { fittedPicture } from './fitted-picture.ts'
import { loadShooter } from './screen-shooter.ts'

/** ms to wait for a picture. */
const PATIENCE = 10_000

/** A screen or window of node-screenshots. */
interface Subject {
  width(): number
  height(): number
  captureImage(): Promise<{ width: number; height: number; toRaw(): Promise<Buffer> }>
}

/** Captures a screen or window with node-screenshots. */
export class ScreenshotsSource implements PictureSource {
  readonly label: string
  readonly #clock: Clock
  readonly #subject: Subject
  readonly #region: Rect | null
  readonly #maxWidth: number

  private constructor(label: string, subject: Subject, region: Rect | null, maxWidth: number, clock: Clock) {
    this.label = label
    this.#clock = clock
    this.#subject = subject
    this.#region = region
    this.#maxWidth = maxWidth
  }

  /**
   * Opens a screen by its number, from 1.
   *
   * @param region in pixels of the screen; null for all of it
   * @param maxWidth pixels; wider pictures are scaled down
   * @throws CaptureError if the screen does not exist
   */
  static screen(number: number, region: Rect | null, label: string, maxWidth: number, clock: Clock): ScreenshotsSource {
    const { Monitor } = loadShooter()
    const monitor = attempt(() => Monitor.all())[number - 1]
    if (!monitor) throw new CaptureError(`Screen ${number} not found; "chat-client screens" lists the screens`)
    return new ScreenshotsSource(label, monitor, region, maxWidth, clock)
  }

  /** Opens a window by its id. @throws CaptureError if it does not exist */
  static window(id: number, maxWidth: number, clock: Clock): ScreenshotsSource {
    const { Window } = loadShooter()
    const window = attempt(() => Window.all()).find((one) => one.id() === id)
    if (!window) throw new CaptureError(`Window ${id} not found; choose another one`)
    return new ScreenshotsSource(`window "${window.title()}"`, window, null, maxWidth, clock)
  }

  async next(): Promise<Picture> {
    return withTimeout(this.#clock, PATIENCE, this.#shoot(), () => {
      throw new CaptureError('No picture of the screen for 10 s; choose another backend with --capture')
    })
  }

  async close(): Promise<void> {}

  async #shoot(): Promise<Picture> {
    let image: { width: number; height: number; rgba: Buffer }
    try {
      const { width, height, ...shot } = await this.#subject
        .captureImage()
        .then(async (one) => ({ width: one.width, height: one.height, rgba: await one.toRaw() }))
      image = { width, height, ...shot }
    } catch (error) {
      throw new CaptureError(`The screen or window can no longer be captured (${(error as Error).message})`)
    }
    return fittedPicture(image, this.#region, this.#maxWidth)
  }
}

function attempt<T>(list: () => T): T {
  try {
    return list()
  } catch (error) {
    throw new CaptureError(`node-screenshots found no screen: ${(error as Error).message}`)
  }
}
