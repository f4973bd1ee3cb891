import { cleanLabel } from '../../lib/text.ts'
import { CaptureError } from '../picture.ts'
import { readOutput } from './read-output.ts'
import { loadShooter } from './screen-shooter.ts'
import { sessionType } from './session-type.ts'
import type { Place, WindowPlace } from './source-area.ts'

/** A line of `xrandr --listmonitors`: ` 0: +*HDMI-1 1920/510x1080/287+0+0  HDMI-1`. */
const MONITOR = /^\s*\d+: \+?\*?(\S+) (\d+)\/\d+x(\d+)\/\d+\+(\d+)\+(\d+)/gm

/** The error if no display server is running. */
export const NO_SCREEN =
  'No screen available (DISPLAY is not set); run the client in a desktop session, or share a camera'

/** The error if the X display does not exist or refuses access. */
export const DISPLAY_SHUT = 'The display cannot be opened; check DISPLAY, or run the client in your desktop session'

/**
 * Lists the screens. If they cannot be distinguished, returns one entry of width 0 for all of them.
 *
 * @throws CaptureError if there is no display
 */
export async function listScreens(): Promise<Place[]> {
  const session = sessionType(process.platform, process.env)
  if (!session) throw new CaptureError(NO_SCREEN)
  // With display scaling, node-screenshots does not report pixels.
  const told = session === 'x11' ? await readOutput('xrandr', ['--listmonitors']) : ''
  if (/can't open display/i.test(told)) throw new CaptureError(DISPLAY_SHUT)
  const places = readMonitors(told)
  if (places.length > 0) return places
  try {
    const monitors = loadShooter().Monitor.all()
    return monitors.map((one, index) => ({
      number: index + 1,
      name: cleanLabel(one.name()),
      x: one.x(),
      y: one.y(),
      w: one.width(),
      h: one.height(),
    }))
  } catch {
    return [{ number: 1, name: '', x: 0, y: 0, w: 0, h: 0 }]
  }
}

/** Parses the output of `xrandr --listmonitors`. Pure. */
export function readMonitors(text: string): Place[] {
  return [...text.matchAll(MONITOR)].map(([, name = '', w, h, x, y], index) => ({
    number: index + 1,
    name: cleanLabel(name),
    x: Number(x),
    y: Number(y),
    w: Number(w),
    h: Number(h),
  }))
}

/** Lists the windows that are not minimized; empty if the system does not list them. */
export function listWindows(): WindowPlace[] {
  try {
    return loadShooter()
      .Window.all()
      .filter((one) => !one.isMinimized() && one.width() > 1 && one.height() > 1)
      .map((one) => ({
        id: one.id(),
        title: cleanLabel(one.title() || one.appName()),
        width: one.width(),
        height: one.height(),
      }))
  } catch {
    return []
  }
}
