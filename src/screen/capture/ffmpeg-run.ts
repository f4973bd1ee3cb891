import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from '../../lib/clock.ts'
import { cleanLabel } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { CaptureError, type Picture } from '../picture.ts'
import { DISPLAY_SHUT } from './list-screens.ts'
import { PpmReader } from './ppm-reader.ts'

/** Characters of ffmpeg's error output that are kept. */
const KEPT = 4_000
/** ms to wait for a killed process. */
const END_PATIENCE = 1_000

/** An ffmpeg process that writes pictures until it is closed. All are read, but only the newest is kept. */
export class FfmpegRun {
  readonly #child: ChildProcess
  readonly #clock: Clock
  readonly #reader = new PpmReader()
  readonly #gone: Promise<void>
  #errorOutput = ''
  #over: CaptureError | null = null
  #wake: () => void = () => {}

  /** @param program path or name of ffmpeg */
  constructor(clock: Clock, program: string, args: readonly string[]) {
    this.#clock = clock
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    child.stdout.on('data', (bytes: Buffer) => this.#take(bytes))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput = (this.#errorOutput + text).slice(-KEPT)
    })
    child.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      this.#end(code === 'ENOENT' ? NOT_INSTALLED : `ffmpeg cannot be started: ${message}`),
    )
    this.#gone = new Promise((resolve) => {
      child.on('close', () => {
        this.#end(ffmpegComplaint(this.#errorOutput))
        resolve()
      })
    })
  }

  /**
   * Takes the newest picture, or waits for one.
   *
   * @param ms longest wait
   * @throws CaptureError if ffmpeg has ended, or no picture arrives in time
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

  /** Kills ffmpeg. Resolves within one second even if it does not end. */
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
  return `No picture for ${Math.round(ms / 1000)} s; choose another screen or camera, or another backend with --capture`
}

const NOT_INSTALLED =
  'ffmpeg is not installed; install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg)'

/** Error output of ffmpeg and the message for the user. The first match is used. */
const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [/Cannot open display/i, DISPLAY_SHUT],
  [
    /outside the screen size/i,
    'The region extends outside the screen; choose a smaller one ("chat-client screens" shows the sizes)',
  ],
  [
    /Device or resource busy|could not (run|start) (graph|capture)|already in use/i,
    'The camera is in use by another program; close that program or choose another camera',
  ],
  [
    /not authorized|Failed to create AV capture input device|TCC|denied by system/i,
    'Permission denied by the system; in the privacy settings, allow the terminal to record the screen and use the camera, then restart the terminal',
  ],
  [/Permission denied/i, 'Permission denied; on Linux, add yourself to the group "video" and log in again'],
  [/Can't find window/i, 'The window was closed; choose another one'],
  [
    /Unknown input format/i,
    'This build of ffmpeg cannot capture the screen or camera; install the package of your system',
  ],
  [
    /No such (file or directory|device)|Could not find video device|Invalid device index|I\/O error opening/i,
    'The camera or screen was disconnected; "chat-client cameras" and "chat-client screens" list what is available',
  ],
  [
    /Cannot get the image data|BadMatch|BadDrawable|Generic error in an external library/i,
    'The screen or window was resized or closed',
  ],
]

/** Why ffmpeg ended, as a sentence for the user. @param output of its standard error */
function ffmpegComplaint(output: string): string {
  const known = COMPLAINTS.find(([pattern]) => pattern.test(output))
  if (known) return known[1]
  const last = cleanLabel(output.trim().split('\n').at(-1) ?? '')
  return last ? `ffmpeg ended: ${last}` : 'ffmpeg ended without an error message; try another backend with --capture'
}
