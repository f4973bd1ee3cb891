import type { Clock } from '../../lib/clock.ts'
import type { Backend, BackendChoice } from '../../screen/capture/capture-backend.ts'
import { waysOfSession } from '../../screen/capture/open-capture.ts'
import { type SessionType, sessionType } from '../../screen/capture/session-type.ts'
import { PictureProcess } from '../sharing/picture-process.ts'
import type { CheckContext, Finding } from './check.ts'

/** A way to capture the screen that was tried. */
export interface Attempt {
  readonly backend: Backend
  /** What it captured, such as `screen 1 (1920x1080)`; null where it did not. */
  readonly label: string | null
  /** What is wrong with it and what to do. */
  readonly problem: string
}

/** What each way needs. */
const INSTALL: Record<Backend, string> = {
  ffmpeg: 'ffmpeg (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg)',
  'node-screenshots':
    'node-screenshots (npm install node-screenshots; on Linux libdbus-1-3 and libxcb1 as well)',
  'screenshot-desktop':
    'ImageMagick and xrandr for screenshot-desktop (apt install imagemagick x11-xserver-utils)',
}

/** Whether and how the screen could be shared: one picture is taken of it, in the process that would share it. */
export async function checkCapture({ settings, clock }: CheckContext): Promise<Finding[]> {
  const session = sessionType(process.platform, process.env)
  if (!session) return judgeCapture(null, 'auto', [])
  const { capture } = settings.options
  const attempts: Attempt[] = []
  for (const backend of capture === 'auto' ? waysOfSession(session) : [capture]) {
    const attempt = await attemptWith(backend, clock)
    attempts.push(attempt)
    if (attempt.label !== null) break
  }
  return judgeCapture(session, capture, attempts)
}

/** What is to be said of the ways that were tried, up to the first that works. Pure. */
export function judgeCapture(
  session: SessionType | null,
  wanted: BackendChoice,
  attempts: readonly Attempt[],
): Finding[] {
  if (!session) {
    const advice =
      'run the client in a desktop session to share your screen; cameras, and watching, need none'
    return [{ status: 'note', text: 'there is no screen to share, as DISPLAY is not set', advice }]
  }
  const found = attempts.find(({ label }) => label !== null)
  const [best] = attempts
  if (!found) {
    const text = `no way to capture the screen: ${best!.problem}`
    if (wanted !== 'auto') {
      return [{ status: 'wrong', text, advice: 'leave out --capture, so that another way is found' }]
    }
    // Where all fail in the same way it is the display, and the sentence says what to do.
    if (attempts.length > 1 && attempts.every(({ problem }) => problem === best!.problem)) {
      return [{ status: 'wrong', text }]
    }
    const advice = `install one of: ${attempts.map(({ backend }) => INSTALL[backend]).join('; ')}`
    return [{ status: 'wrong', text, advice }]
  }
  const text = `${found.backend} captures ${found.label}`
  if (found === best) return [{ status: 'fine', text }]
  return [{ status: 'note', text: `${text}; better would be ${best!.backend}: ${best!.problem}` }]
}

async function attemptWith(backend: Backend, clock: Clock): Promise<Attempt> {
  const options = {
    choice: { kind: 'screen', number: 1, region: null },
    backend,
    fps: 1,
    maxWidth: 1920,
  } as const
  const handlers = { piece: () => {}, pace: () => {}, failed: () => {} }
  try {
    const { process, label } = await PictureProcess.open(options, clock, handlers)
    await process.close()
    return { backend, label, problem: '' }
  } catch (error) {
    return { backend, label: null, problem: (error as Error).message }
  }
}
