import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { CaptureError, type Picture, type PictureSource, type Rect } from '../picture.ts'
import { fittedPicture } from './fitted-picture.ts'
import { loadShooter } from './screen-shooter.ts'

/** ms that a picture may take. */
const PATIENCE = 10_000

/** A screen or a window, as node-screenshots has it. */
interface Subject {
  width(): number
  height(): number
  captureImage(): Promise<{ width: number; height: number; toRaw(): Promise<Buffer> }>
}

/** Pictures of a screen or of a window by node-screenshots. */
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

  /** The screen of that number. @throws CaptureError where there is none. */
  static screen(
    number: number,
    region: Rect | null,
    label: string,
    maxWidth: number,
    clock: Clock,
  ): ScreenshotsSource {
    const { Monitor } = loadShooter()
    const monitor = attempt(() => Monitor.all())[number - 1]
    if (!monitor) throw new CaptureError(`There is no screen ${number}; "chat-client screens" lists them`)
    return new ScreenshotsSource(label, monitor, region, maxWidth, clock)
  }

  /** The window of that id. @throws CaptureError where it is gone. */
  static window(id: number, maxWidth: number, clock: Clock): ScreenshotsSource {
    const { Window } = loadShooter()
    const window = attempt(() => Window.all()).find((one) => one.id() === id)
    if (!window) throw new CaptureError(`There is no window ${id} any more; choose another one`)
    return new ScreenshotsSource(`window "${window.title()}"`, window, null, maxWidth, clock)
  }

  async next(): Promise<Picture> {
    return withTimeout(this.#clock, PATIENCE, this.#shoot(), () => {
      throw new CaptureError(
        'The system gave no picture of the screen for 10 s; choose another way with --capture',
      )
    })
  }

  async close(): Promise<void> {}

  async #shoot(): Promise<Picture> {
    let image: { width: number; height: number; rgba: Buffer }
    try {
      const { width, height, ...shot } = await this.#subject.captureImage().then(async (one) => ({
        width: one.width,
        height: one.height,
        rgba: await one.toRaw(),
      }))
      image = { width, height, ...shot }
    } catch (error) {
      throw new CaptureError(`The screen or window cannot be seen any more (${(error as Error).message})`)
    }
    return fittedPicture(image, this.#region, this.#maxWidth)
  }
}

function attempt<T>(list: () => T): T {
  try {
    return list()
  } catch (error) {
    throw new CaptureError(`node-screenshots finds no screen: ${(error as Error).message}`)
  }
}
