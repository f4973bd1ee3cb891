import { type Camera, type Place, placeLabel, type WindowPlace } from './source-area.ts'

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
