import type { Rect } from '../picture.ts'

/** A screen and its position on the desktop, in pixels. A width of 0 stands for the whole desktop. */
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

/** A camera in a list. */
export interface Camera {
  /** From 1 on. */
  readonly number: number
  readonly name: string
  /** The name or number by which the system identifies it. */
  readonly id: string
}

/** `screen 1 (HDMI-1, 1920x1080)` */
export function placeLabel({ number, name, w, h }: Place): string {
  const details = [name, w > 0 ? `${w}x${h}` : ''].filter(Boolean).join(', ')
  return details ? `screen ${number} (${details})` : `screen ${number}`
}

/** Restricts a screen to a region of it, in pixels; null if the region extends outside the screen. */
export function partOf(place: Place, region: Rect): Place | null {
  const within = place.w === 0 || (region.x + region.w <= place.w && region.y + region.h <= place.h)
  return within ? { ...place, ...region, x: place.x + region.x, y: place.y + region.y } : null
}

/** Formats a list of screens and windows as text lines. Pure. */
export function screenLines(places: readonly Place[], windows: readonly WindowPlace[]): string[] {
  return [
    'Screens',
    ...places.map((place) => `  ${placeLabel(place)}`),
    '',
    'Windows',
    ...(windows.length > 0 ? windows.map(windowLine) : ['  no windows listed by the system']),
    '',
    'To share one: /share screen 1, /share window ID, or a region: /share 800x600+0+0',
  ]
}

/** Formats a list of cameras as text lines. Pure. */
export function cameraLines(cameras: readonly Camera[]): string[] {
  if (cameras.length === 0) return ['No camera found. Connect one. On macOS and Windows, ffmpeg must be installed.']
  return [...cameras.map(({ number, name }) => `camera ${number}  ${name}`), '', 'To share one: /share camera 1']
}

function windowLine({ id, title, width, height }: WindowPlace): string {
  return `  window ${id}  ${title} (${width}x${height})`
}
