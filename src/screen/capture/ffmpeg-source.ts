import type { Clock } from '../../lib/clock.ts'
import type { Picture, PictureSource } from '../picture.ts'
import { FfmpegRun } from './ffmpeg-run.ts'

/** ms to wait for the first picture, because a camera may have to warm up, and for each further one. */
const FIRST_PATIENCE = 10_000
const PATIENCE = 5_000
/** Maximum height of a picture in pixels. */
const MAX_HEIGHT = 2_160

export interface FfmpegOptions {
  readonly label: string
  /** Input arguments up to `-i ...`; each element is tried until one returns a picture. */
  readonly inputs: readonly (readonly string[])[]
  /** Pictures per second. */
  readonly fps: number
  /** Pixels; wider pictures are scaled down. */
  readonly maxWidth: number
  readonly clock: Clock
  readonly program?: string
}

/** Captures with ffmpeg. */
export class FfmpegSource implements PictureSource {
  readonly label: string
  readonly #run: FfmpegRun
  #first: Picture | null

  private constructor(label: string, run: FfmpegRun, first: Picture) {
    this.label = label
    this.#run = run
    this.#first = first
  }

  /** Starts ffmpeg and waits for the first picture. @throws CaptureError if no input returns one */
  static async open({ label, inputs, program = 'ffmpeg', clock, ...rest }: FfmpegOptions): Promise<FfmpegSource> {
    for (const [index, input] of inputs.entries()) {
      const run = new FfmpegRun(clock, program, [...QUIET, ...input, ...outputOf(rest)])
      try {
        return new FfmpegSource(label, run, await run.next(FIRST_PATIENCE))
      } catch (error) {
        await run.close()
        if (index === inputs.length - 1) throw error
      }
    }
    throw new RangeError('No input')
  }

  async next(): Promise<Picture> {
    const first = this.#first
    this.#first = null
    return first ?? this.#run.next(PATIENCE)
  }

  close(): Promise<void> {
    return this.#run.close()
  }
}

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error']

function outputOf({ fps, maxWidth }: { fps: number; maxWidth: number }): string[] {
  const factor = `min(1,min(${maxWidth}/iw,${MAX_HEIGHT}/ih))`
  const scale = `scale=w='trunc(iw*${factor})':h='trunc(ih*${factor})':flags=area`
  return [
    '-an',
    '-r',
    `${fps}`,
    '-vf',
    scale,
    '-pix_fmt',
    'rgb24',
    '-c:v',
    'ppm',
    '-f',
    'image2pipe',
    '-flush_packets',
    '1',
    '-',
  ]
}
