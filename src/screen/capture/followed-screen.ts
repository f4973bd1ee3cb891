import type { Clock } from '../../lib/clock.ts'
import { CaptureError, type Picture, type PictureSource } from '../picture.ts'
import { listScreens } from './list-screens.ts'
import { type Place, placeLabel } from './source-area.ts'

/** ms between two looks at where the screen lies. */
const LOOK_EVERY = 3_000

/** A screen that is captured by its place, which may change: then there are no more pictures, and it is opened anew. */
export class FollowedScreen implements PictureSource {
  readonly #source: PictureSource
  readonly #place: Place
  readonly #clock: Clock
  readonly #list: () => Promise<Place[]>
  #lookAt: number
  #moved = false

  constructor(source: PictureSource, place: Place, clock: Clock, list = listScreens) {
    this.#source = source
    this.#place = place
    this.#clock = clock
    this.#list = list
    this.#lookAt = clock.now() + LOOK_EVERY
  }

  get label(): string {
    return this.#source.label
  }

  async next(): Promise<Picture> {
    if (this.#clock.now() >= this.#lookAt) void this.#look()
    if (this.#moved) throw new CaptureError('The screen changed its size or place')
    return this.#source.next()
  }

  close(): Promise<void> {
    return this.#source.close()
  }

  async #look(): Promise<void> {
    this.#lookAt = Infinity
    // Where nothing is told, the capture will tell by itself.
    const places = await this.#list().catch(() => [])
    const now = places.find(({ number }) => number === this.#place.number)
    this.#moved = now !== undefined && placeKey(now) !== placeKey(this.#place)
    this.#lookAt = this.#clock.now() + LOOK_EVERY
  }
}

function placeKey(place: Place): string {
  return `${placeLabel(place)} ${place.x} ${place.y}`
}
