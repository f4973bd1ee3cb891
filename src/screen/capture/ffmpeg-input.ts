import type { Place } from './source-area.ts'

/** Requested size in pixels and rate in Hz of camera pictures. */
const CAMERA_SIZE = '640x480'
const CAMERA_FPS = 15
/** The format of a screen is known at once; probing it would delay the first picture by two seconds. */
const NO_PROBING = ['-probesize', '32', '-analyzeduration', '0']

/** The input arguments of ffmpeg for a part of the screen; each element is one attempt. Pure. */
export function screenInputs(
  platform: NodeJS.Platform,
  display: string,
  { x, y, w, h, number }: Place,
  fps: number,
): string[][] {
  const size = w > 0 ? ['-video_size', `${w}x${h}`] : []
  const rate = ['-framerate', `${fps}`]
  if (platform === 'darwin') {
    return [['-f', 'avfoundation', '-capture_cursor', '1', ...rate, '-i', `Capture screen ${number - 1}:none`]]
  }
  if (platform === 'win32') {
    return [
      ['-f', 'gdigrab', ...NO_PROBING, ...rate, '-offset_x', `${x}`, '-offset_y', `${y}`, ...size, '-i', 'desktop'],
    ]
  }
  return [['-f', 'x11grab', ...NO_PROBING, ...rate, ...size, '-i', `${display}+${x},${y}`]]
}

/** The input arguments of ffmpeg for a window of an X server; each element is one attempt. Pure. */
export function windowInputs(display: string, id: number, fps: number): string[][] {
  return [['-f', 'x11grab', ...NO_PROBING, '-framerate', `${fps}`, '-window_id', `0x${id.toString(16)}`, '-i', display]]
}

/** The input arguments of ffmpeg for a camera, best attempt first. Pure. @param id from `listCameras` */
export function cameraInputs(platform: NodeJS.Platform, id: string): string[][] {
  const rate = ['-framerate', `${CAMERA_FPS}`]
  const size = ['-video_size', CAMERA_SIZE]
  if (platform === 'darwin') {
    const device = ['-i', `${id}:none`]
    // Some cameras support only 30 Hz.
    return [rate, ['-framerate', '30']].map((one) => ['-f', 'avfoundation', ...one, ...size, ...device])
  }
  const [format, device] = platform === 'win32' ? ['dshow', `video=${id}`] : ['v4l2', id]
  const ways = [[...rate, ...size], size, []]
  const compressed = platform === 'win32' ? [] : [['-input_format', 'mjpeg', ...rate, ...size]]
  return [...compressed, ...ways].map((way) => ['-f', format!, ...way, '-i', device!])
}
