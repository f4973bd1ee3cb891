import { createRequire } from 'node:module'
import type { Clock } from '../../lib/clock.ts'
import { cleanLabel } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { CaptureError, type Picture, type PictureSource, type Rect } from '../picture.ts'
import { fittedPicture } from './fitted-picture.ts'

/** ms to wait for a picture, or for the list of screens. */
const PATIENCE = 5_000

type Desktop = typeof import('screenshot-desktop')

/** Captures with screenshot-desktop, which runs a system program for each picture: slow, but available nearly everywhere. */
export class DesktopSource implements PictureSource {
  readonly label: string
  readonly #clock: Clock
  readonly #desktop: Desktop
  readonly #screen: number | string
  readonly #region: Rect | null
  readonly #maxWidth: number

  private constructor(
    desktop: Desktop,
    screen: number | string,
    region: Rect | null,
    label: string,
    maxWidth: number,
    clock: Clock,
  ) {
    this.label = label
    this.#clock = clock
    this.#desktop = desktop
    this.#screen = screen
    this.#region = region
    this.#maxWidth = maxWidth
  }

  /**
   * Opens a screen by its number, from 1. Lists the screens first, because screenshot-desktop never answers a request
   * for a missing screen.
   *
   * @param region in pixels of the screen; null for all of it
   * @param maxWidth pixels; wider pictures are scaled down
   * @throws CaptureError if the screen does not exist or cannot be captured
   */
  static async open(
    number: number,
    region: Rect | null,
    label: string,
    maxWidth: number,
    clock: Clock,
  ): Promise<DesktopSource> {
    const desktop = createRequire(import.meta.url)('screenshot-desktop') as Desktop
    const displays = await answerOf(desktop.listDisplays(), clock)
    const display = displays[number - 1]
    if (!display) throw new CaptureError(`Screen ${number} not found; "chat-client screens" lists the screens`)
    return new DesktopSource(desktop, display.id, region, label, maxWidth, clock)
  }

  async next(): Promise<Picture> {
    const jpeg = await answerOf(this.#desktop({ format: 'jpg', screen: this.#screen }), this.#clock)
    return fittedPicture(jpeg, this.#region, this.#maxWidth)
  }

  async close(): Promise<void> {}
}

const SLOW = 'screenshot-desktop returned no picture for 5 s; on Linux, install x11-xserver-utils and imagemagick'

/** Waits for the library. @throws CaptureError if it fails, or does not respond in time */
function answerOf<T>(work: Promise<T>, clock: Clock): Promise<T> {
  const answer = work.catch((error: Error) => {
    throw new CaptureError(lacking(error.message))
  })
  return withTimeout(clock, PATIENCE, answer, () => {
    throw new CaptureError(SLOW)
  })
}

function lacking(output: string): string {
  const last = cleanLabel(output.trim().split('\n').at(-1) ?? '')
  return `screenshot-desktop does not work (${last}); on Linux, install x11-xserver-utils and imagemagick`
}
