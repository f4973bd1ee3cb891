import { createRequire } from 'node:module'
import type { Clock } from '../../lib/clock.ts'
import { cleanLabel } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { CaptureError, type Picture, type PictureSource, type Rect } from '../picture.ts'
import { fittedPicture } from './fitted-picture.ts'

/** ms that a picture, or the list of screens, may take. */
const PATIENCE = 5_000

type Desktop = typeof import('screenshot-desktop')

/** Pictures by screenshot-desktop, which runs programs of the system for each: slow, and there nearly everywhere. */
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
   * The screen of that number. Asks for the list first: without a screen, to ask for a picture would never be answered.
   * @throws CaptureError
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
    if (!display) throw new CaptureError(`There is no screen ${number}; "chat-client screens" lists them`)
    return new DesktopSource(desktop, display.id, region, label, maxWidth, clock)
  }

  async next(): Promise<Picture> {
    const jpeg = await answerOf(this.#desktop({ format: 'jpg', screen: this.#screen }), this.#clock)
    return fittedPicture(jpeg, this.#region, this.#maxWidth)
  }

  async close(): Promise<void> {}
}

const SLOW =
  'screenshot-desktop gave no picture for 5 s; on Linux it needs xrandr and ImageMagick, which x11-xserver-utils and imagemagick bring'

/** @throws CaptureError when the library fails, or does not answer in time */
function answerOf<T>(work: Promise<T>, clock: Clock): Promise<T> {
  const answer = work.catch((error: Error) => {
    throw new CaptureError(lacking(error.message))
  })
  return withTimeout(clock, PATIENCE, answer, () => {
    throw new CaptureError(SLOW)
  })
}

function lacking(said: string): string {
  const last = cleanLabel(said.trim().split('\n').at(-1) ?? '')
  return `screenshot-desktop does not work here (${last}); on Linux it needs x11-xserver-utils and imagemagick`
}
