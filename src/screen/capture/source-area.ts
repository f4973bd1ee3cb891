import type { Rect } from '../picture.ts'

/** A screen, as listed: where it lies among the others, in pixels. A width of 0 stands for all there is. */
export interface Place extends Rect {
  /** From 1 on. */
  readonly number: number
  readonly name: string
}

/** A window of a program. */
export interface WindowPlace {
  readonly id: number
  readonly title: string
  readonly width: number
  readonly height: number
}

/** A camera. */
export interface Camera {
  /** From 1 on. */
  readonly number: number
  readonly name: string
  /** How the system calls it. */
  readonly id: string
}

/** `screen 1 (HDMI-1, 1920x1080)` */
export function placeLabel({ number, name, w, h }: Place): string {
  const details = [name, w > 0 ? `${w}x${h}` : ''].filter(Boolean).join(', ')
  return details ? `screen ${number} (${details})` : `screen ${number}`
}

/** The part of a screen that a region is, which must lie within it. Null where it does not. */
export function partOf(place: Place, region: Rect): Place | null {
  const within = place.w === 0 || (region.x + region.w <= place.w && region.y + region.h <= place.h)
  return within ? { ...place, ...region, x: place.x + region.x, y: place.y + region.y } : null
}

/** The screens and windows there are, as plain lines. Pure. */
export function screenLines(places: readonly Place[], windows: readonly WindowPlace[]): string[] {
  return [
    'Screens',
    ...places.map((place) => `  ${placeLabel(place)}`),
    '',
    'Windows',
    ...(windows.length > 0 ? windows.map(windowLine) : ['  none that the system tells of']),
    '',
    'Share one: /share screen 1, /share window ID, or a part: /share 800x600+0+0',
  ]
}

/** The cameras there are, as plain lines. Pure. */
export function cameraLines(cameras: readonly Camera[]): string[] {
  if (cameras.length === 0)
    return ['No camera was found; plug one in. On macOS and Windows, ffmpeg must be installed.']
  return [...cameras.map(({ number, name }) => `camera ${number}  ${name}`), '', 'Share one: /share camera 1']
}

function windowLine({ id, title, width, height }: WindowPlace): string {
  return `  window ${id}  ${title} (${width}x${height})`
}
