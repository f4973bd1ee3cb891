import { cleanLabel } from '../../lib/text.ts'
import { CaptureError } from '../picture.ts'
import { readOutput } from './read-output.ts'
import { loadShooter } from './screen-shooter.ts'
import { sessionType } from './session-type.ts'
import type { Place, WindowPlace } from './source-area.ts'

/** ` 0: +*HDMI-1 1920/510x1080/287+0+0  HDMI-1` */
const MONITOR = /^\s*\d+: \+?\*?(\S+) (\d+)\/\d+x(\d+)\/\d+\+(\d+)\+(\d+)/gm

/** What the user is told where there is no screen. */
export const NO_SCREEN =
  'There is no screen to share here, as DISPLAY is not set; run the client in a desktop session, or share a camera'

/** The same where there is none of that name, or one may not. */
export const DISPLAY_SHUT =
  'The display cannot be opened; check DISPLAY, or run the client in your desktop session'

/** The screens there are, one that stands for all where they cannot be told apart. @throws CaptureError */
export async function listScreens(): Promise<Place[]> {
  const session = sessionType(process.platform, process.env)
  if (!session) throw new CaptureError(NO_SCREEN)
  // Where the text is enlarged, node-screenshots does not count in pixels.
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

/** What `xrandr --listmonitors` tells. Pure. */
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

/** The windows there are, as far as the system tells. */
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
