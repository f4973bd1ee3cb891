import type { Clock } from '../../lib/clock.ts'
import type { Backend, BackendChoice } from '../../screen/capture/capture-backend.ts'
import { waysOfSession } from '../../screen/capture/open-capture.ts'
import { type SessionType, sessionType } from '../../screen/capture/session-type.ts'
import { PictureProcess } from '../sharing/picture-process.ts'
import type { CheckContext, Finding } from './check.ts'

/** The result of trying one capture backend. */
export interface Attempt {
  readonly backend: Backend
  /** What it captured, such as `screen 1 (1920x1080)`; null if it failed. */
  readonly label: string | null
  /** Why it failed and what to do; '' if it worked. */
  readonly problem: string
}

/** What each backend needs to be installed. */
const INSTALL: Record<Backend, string> = {
  ffmpeg: 'ffmpeg (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg)',
  'node-screenshots': 'node-screenshots (npm install node-screenshots; on Linux libdbus-1-3 and libxcb1 as well)',
  'screenshot-desktop': 'ImageMagick and xrandr for screenshot-desktop (apt install imagemagick x11-xserver-utils)',
}

/** Checks that the screen can be shared: captures one picture in the same kind of process that shares it. */
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

/** Findings for the backends that were tried, up to the first that works. Pure. */
export function judgeCapture(
  session: SessionType | null,
  wanted: BackendChoice,
  attempts: readonly Attempt[],
): Finding[] {
  if (!session) {
    const advice = 'run the client in a desktop session to share your screen; cameras and watching work without one'
    return [{ status: 'note', text: 'no screen to share: DISPLAY is not set', advice }]
  }
  const found = attempts.find(({ label }) => label !== null)
  const [best] = attempts
  if (!found) {
    const text = `cannot capture the screen: ${best!.problem}`
    if (wanted !== 'auto') {
      return [{ status: 'wrong', text, advice: 'leave out --capture, so that another backend is tried' }]
    }
    // When all fail in the same way the display is at fault, and the text says what to do.
    if (attempts.length > 1 && attempts.every(({ problem }) => problem === best!.problem)) {
      return [{ status: 'wrong', text }]
    }
    const advice = `install one of: ${attempts.map(({ backend }) => INSTALL[backend]).join('; ')}`
    return [{ status: 'wrong', text, advice }]
  }
  const text = `${found.backend} captures ${found.label}`
  if (found === best) return [{ status: 'fine', text }]
  return [{ status: 'note', text: `${text}; ${best!.backend} would be better: ${best!.problem}` }]
}

async function attemptWith(backend: Backend, clock: Clock): Promise<Attempt> {
  const options = { choice: { kind: 'screen', number: 1, region: null }, backend, fps: 1, maxWidth: 1920 } as const
  const handlers = { piece: () => {}, pace: () => {}, failed: () => {} }
  try {
    const { process, label } = await PictureProcess.open(options, clock, handlers)
    await process.close()
    return { backend, label, problem: '' }
  } catch (error) {
    return { backend, label: null, problem: (error as Error).message }
  }
}
