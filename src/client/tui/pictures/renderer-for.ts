import { Worker } from 'node:worker_threads'
import { compiledProgram } from '../../../lib/process/host-child.ts'
import type { Picture } from '../../../screen/picture.ts'
import { HalfBlocks } from '../../../screen/terminal/half-blocks.ts'
import { Kitty, Sixel } from '../../../screen/terminal/pixel-renderers.ts'
import type { PictureRenderer } from '../../../screen/terminal/renderer.ts'
import { encodeSixel } from '../../../screen/terminal/sixel-encoder.ts'
import type { Extent } from '../../../screen/terminal/viewport.ts'
import type { TerminalAnswers } from '../../../tui/terminal/probe.ts'
import type { TerminalAbilities } from '../../../tui/terminal/terminal-abilities.ts'
import type { PictureMode } from '../../settings/picture-rows.ts'

/** Assumed pixels of a cell if the terminal does not report them; with kitty, the terminal scales pictures itself. */
const USUAL_CELL = { width: 10, height: 20 }

/**
 * The best renderer for a terminal, or the one that the user chose; null if the terminal has too few colours or no
 * Unicode.
 */
export function rendererFor(
  mode: PictureMode,
  { colors, unicode }: Pick<TerminalAbilities, 'colors' | 'unicode'>,
  { kitty, sixel, cell }: Omit<TerminalAnswers, 'light'>,
): PictureRenderer | null {
  const mayDraw = colors !== 'none'
  if (mode === 'kitty' || (mode === 'auto' && mayDraw && kitty)) return new Kitty(cell ?? USUAL_CELL)
  if (mode === 'sixel' || (mode === 'auto' && mayDraw && sixel && cell)) return threaded(cell ?? USUAL_CELL)
  if (!unicode || (colors !== 'truecolor' && colors !== 256)) return null
  return new HalfBlocks(colors)
}

/** A sixel renderer that encodes on a worker thread. */
function threaded(cell: Extent): Sixel {
  const thread = new SixelThread()
  return new Sixel(cell, (picture) => thread.encode(picture))
}

const PROGRAM = compiledProgram('client/tui/pictures/sixel-worker')

/** Encodes sixels on a worker thread, so that voice is not delayed; on this thread if the worker fails. */
export class SixelThread {
  #worker: Worker | null = null
  #failed = false
  readonly #waiting: { picture: Picture; resolve: (sixels: string) => void }[] = []

  /** Encodes a picture; results arrive in order. The picture must not be changed until then. */
  encode(picture: Picture): string | Promise<string> {
    if (this.#failed) return encodeSixel(picture)
    this.#worker ??= this.#start()
    return new Promise((resolve) => {
      this.#waiting.push({ picture, resolve })
      this.#worker?.postMessage(picture)
    })
  }

  /** Ends the worker. Later pictures are encoded on this thread. */
  close(): void {
    this.#giveUp()
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM)
    worker.unref()
    worker.on('message', (sixels: string) => this.#waiting.shift()?.resolve(sixels))
    worker.on('error', () => this.#giveUp())
    worker.on('exit', () => this.#giveUp())
    return worker
  }

  #giveUp(): void {
    this.#failed = true
    void this.#worker?.terminate()
    for (const { picture, resolve } of this.#waiting.splice(0)) resolve(encodeSixel(picture))
  }
}
