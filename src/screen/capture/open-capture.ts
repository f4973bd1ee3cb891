import type { Clock } from '../../lib/clock.ts'
import { CaptureError, type Picture, type PictureSource } from '../picture.ts'
import { SyntheticScreen } from '../synthetic.ts'
import type { Backend, BackendChoice } from './capture-backend.ts'
import { DesktopSource } from './desktop-source.ts'
import { cameraInputs, screenInputs, windowInputs } from './ffmpeg-input.ts'
import { FfmpegSource } from './ffmpeg-source.ts'
import { listCameras } from './list-cameras.ts'
import { listScreens, NO_SCREEN } from './list-screens.ts'
import { ScreenshotsSource } from './screenshots-source.ts'
import { type SessionType, sessionType } from './session-type.ts'
import type { CaptureChoice } from './share-choice.ts'
import { type Place, partOf, placeLabel } from './source-area.ts'

export interface CaptureOptions {
  readonly choice: CaptureChoice
  readonly backend: BackendChoice
  /** Pictures per second. */
  readonly fps: number
  /** Pixels; wider pictures are scaled down. */
  readonly maxWidth: number
}

/** Backends by session, best first. Under Wayland, ffmpeg captures only black, without an error. */
const ORDER: Record<SessionType, readonly Backend[]> = {
  x11: ['ffmpeg', 'node-screenshots', 'screenshot-desktop'],
  wayland: ['node-screenshots'],
  macos: ['node-screenshots', 'ffmpeg', 'screenshot-desktop'],
  windows: ['node-screenshots', 'ffmpeg', 'screenshot-desktop'],
}

/** The backends that can capture a screen in this session, best first. */
export function waysOfSession(session: SessionType): readonly Backend[] {
  return ORDER[session]
}

/**
 * Opens a source of pictures with the chosen backend, or with the first that works.
 *
 * @throws CaptureError if none works
 */
export async function openCapture(options: CaptureOptions, clock: Clock): Promise<PictureSource> {
  const { choice } = options
  if (choice.kind === 'synthetic') return new SyntheticScreen(choice.pattern)
  if (choice.kind === 'camera') return openCamera(choice.number, options, clock)
  const session = sessionType(process.platform, process.env)
  if (!session) throw new CaptureError(NO_SCREEN)
  const ways = waysOf(options, session)
  const place = choice.kind === 'screen' ? await placeOf(choice) : null
  const reasons: string[] = []
  for (const backend of ways) {
    try {
      const source = await openWith(backend, place, options, clock)
      // Some backends open without an error but return no picture.
      return await proven(source)
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error
      reasons.push(error.message)
    }
  }
  throw new CaptureError(reasonOf(ways, reasons, session))
}

function waysOf({ choice, backend }: CaptureOptions, session: SessionType): readonly Backend[] {
  if (backend === 'ffmpeg' && session === 'wayland') {
    throw new CaptureError('ffmpeg captures only black under Wayland; omit --capture, or log in with X11')
  }
  const ways = backend === 'auto' ? waysOfSession(session) : [backend]
  if (choice.kind === 'screen') return ways
  const known = ways.filter((way) => way === 'node-screenshots' || (way === 'ffmpeg' && process.platform === 'linux'))
  if (known.length === 0) throw new CaptureError(`${backend} cannot capture a window on this system; share a screen`)
  return known
}

async function placeOf({ number, region }: Extract<CaptureChoice, { kind: 'screen' }>): Promise<Place> {
  const places = await listScreens()
  const place = places[number - 1]
  if (!place) {
    throw new CaptureError(`Screen ${number} not found; available: ${places.map(placeLabel).join(', ')}`)
  }
  const part = region ? partOf(place, region) : place
  if (!part) {
    throw new CaptureError(`The region extends outside the screen, which has ${place.w}x${place.h} pixels`)
  }
  return part
}

async function openWith(
  backend: Backend,
  place: Place | null,
  { choice, fps, maxWidth }: CaptureOptions,
  clock: Clock,
): Promise<PictureSource> {
  const display = process.env.DISPLAY ?? ''
  if (!place) {
    const id = choice.kind === 'window' ? choice.id : 0
    if (backend === 'node-screenshots') return ScreenshotsSource.window(id, maxWidth, clock)
    const inputs = windowInputs(display, id, fps)
    return FfmpegSource.open({ label: `window ${id}`, inputs, fps, maxWidth, clock })
  }
  const region = choice.kind === 'screen' ? choice.region : null
  const label = region ? `${region.w}x${region.h} of screen ${place.number}` : placeLabel(place)
  if (backend === 'node-screenshots') {
    return ScreenshotsSource.screen(place.number, region, label, maxWidth, clock)
  }
  if (backend === 'screenshot-desktop') {
    return DesktopSource.open(place.number, region, label, maxWidth, clock)
  }
  if (region && process.platform === 'darwin') {
    throw new CaptureError('ffmpeg can capture only whole screens on macOS; omit the region, or omit --capture ffmpeg')
  }
  const inputs = screenInputs(process.platform, display, place, fps)
  const source = await FfmpegSource.open({ label, inputs, fps, maxWidth, clock })
  return region || process.platform !== 'linux' ? source : new FollowedScreen(source, place, clock)
}

async function proven(source: PictureSource): Promise<PictureSource> {
  try {
    await source.next()
    return source
  } catch (error) {
    await source.close()
    throw error
  }
}

async function openCamera(number: number, { fps, maxWidth }: CaptureOptions, clock: Clock): Promise<PictureSource> {
  const cameras = await listCameras()
  const camera = cameras[number - 1]
  if (!camera) {
    const available = cameras.map((one) => `camera ${one.number} (${one.name})`).join(', ')
    throw new CaptureError(
      available
        ? `Camera ${number} not found; available: ${available}`
        : 'No camera found; connect one, then check "chat-client cameras"',
    )
  }
  const inputs = cameraInputs(process.platform, camera.id)
  return FfmpegSource.open({ label: `camera ${number} (${camera.name})`, inputs, fps, maxWidth, clock })
}

/** The error of the best backend, since that is the one worth fixing. */
function reasonOf(ways: readonly Backend[], reasons: readonly string[], session: SessionType): string {
  const [first = ''] = reasons
  if (session === 'wayland') return `Cannot capture the screen under Wayland: ${first}; or log in with X11`
  const others = ways.slice(1)
  return others.length > 0 ? `${first}. Other backends failed too: ${others.join(', ')}` : first
}

/** ms between checks of the position of the screen. */
const LOOK_EVERY = 3_000

/** Captures a screen by its position. When that changes, `next` throws, so that the caller reopens the screen. */
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
    if (this.#moved) throw new CaptureError('The screen was resized or moved')
    return this.#source.next()
  }

  close(): Promise<void> {
    return this.#source.close()
  }

  async #look(): Promise<void> {
    this.#lookAt = Infinity
    // If the screens cannot be listed, the capture itself will report the error.
    const places = await this.#list().catch(() => [])
    const now = places.find(({ number }) => number === this.#place.number)
    this.#moved = now !== undefined && placeKey(now) !== placeKey(this.#place)
    this.#lookAt = this.#clock.now() + LOOK_EVERY
  }
}

function placeKey(place: Place): string {
  return `${placeLabel(place)} ${place.x} ${place.y}`
}
