import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from '../../lib/clock.ts'
import { cleanLabel } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { CaptureError, type Picture } from '../picture.ts'
import { DISPLAY_SHUT } from './list-screens.ts'
import { PpmReader } from './ppm-reader.ts'

/** Characters of what ffmpeg says that are kept. */
const KEPT = 4_000
/** ms that a killed program is waited for. */
const END_PATIENCE = 1_000

/** One run of ffmpeg, which writes pictures until it is closed. All are read, and the newest wins. */
export class FfmpegRun {
  readonly #child: ChildProcess
  readonly #clock: Clock
  readonly #reader = new PpmReader()
  readonly #gone: Promise<void>
  #said = ''
  #over: CaptureError | null = null
  #wake: () => void = () => {}

  /** @param program ffmpeg, or what stands for it. @param args all of its arguments. */
  constructor(clock: Clock, program: string, args: readonly string[]) {
    this.#clock = clock
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    child.stdout.on('data', (bytes: Buffer) => this.#take(bytes))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT)
    })
    child.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      this.#end(code === 'ENOENT' ? NOT_INSTALLED : `ffmpeg cannot be started: ${message}`),
    )
    this.#gone = new Promise((resolve) => {
      child.on('close', () => {
        this.#end(ffmpegComplaint(this.#said))
        resolve()
      })
    })
  }

  /**
   * Takes the newest picture, or waits for it.
   * @param ms longest wait.
   * @throws CaptureError where there are none any more, or none in time.
   */
  async next(ms: number): Promise<Picture> {
    const end = this.#clock.now() + ms
    for (;;) {
      const picture = this.#over ? null : this.#reader.take()
      if (picture) return picture
      if (this.#over) throw this.#over
      if (this.#clock.now() >= end) throw new CaptureError(silence(ms))
      await this.#news(end - this.#clock.now())
    }
  }

  /** Ends it. Never hangs. */
  async close(): Promise<void> {
    this.#end('The capture was closed')
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    if (this.#child.pid === undefined) return
    this.#child.kill('SIGKILL')
    await withTimeout(this.#clock, END_PATIENCE, this.#gone, () => {})
  }

  #take(bytes: Buffer): void {
    try {
      if (!this.#over && this.#reader.push(bytes)) this.#wake()
    } catch (error) {
      this.#end((error as Error).message)
      this.#child.kill('SIGKILL')
    }
  }

  #end(sentence: string): void {
    this.#over ??= new CaptureError(sentence)
    this.#wake()
  }

  #news(ms: number): Promise<void> {
    const news = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    return withTimeout(this.#clock, ms, news, () => {})
  }
}

function silence(ms: number): string {
  return `No picture came for ${Math.round(ms / 1000)} s; choose another screen or camera, or another way with --capture`
}

const NOT_INSTALLED =
  'ffmpeg is not installed; install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg)'

/** What ffmpeg says, and what that means to a user. The first that matches counts. */
const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [/Cannot open display/i, DISPLAY_SHUT],
  [
    /outside the screen size/i,
    'That region is not all on the screen; choose one that is ("chat-client screens" tells the sizes)',
  ],
  [
    /Device or resource busy|could not (run|start) (graph|capture)|already in use/i,
    'The camera is used by another program; end that one, or choose another camera',
  ],
  [
    /not authorized|Failed to create AV capture input device|TCC|denied by system/i,
    'The system does not allow it; allow the terminal to record the screen and use the camera in the settings for privacy, and start it anew',
  ],
  [
    /Permission denied/i,
    'The system does not allow it; on Linux, add yourself to the group "video" and log in again',
  ],
  [/Can't find window/i, 'That window is gone; choose another one'],
  [/Unknown input format/i, 'This ffmpeg cannot capture here; install the one of your system'],
  [
    /No such (file or directory|device)|Could not find video device|Invalid device index|I\/O error opening/i,
    'There is no such camera or screen any more; "chat-client cameras" and "chat-client screens" list what there is',
  ],
  [
    /Cannot get the image data|BadMatch|BadDrawable|Generic error in an external library/i,
    'The screen or window changed its size, or is gone',
  ],
]

/** Why ffmpeg ended, as a sentence. @param said what it wrote to its standard error. */
function ffmpegComplaint(said: string): string {
  const known = COMPLAINTS.find(([pattern]) => pattern.test(said))
  if (known) return known[1]
  const last = cleanLabel(said.trim().split('\n').at(-1) ?? '')
  return last ? `ffmpeg ended: ${last}` : 'ffmpeg ended and did not say why; try another way with --capture'
}
