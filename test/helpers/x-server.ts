import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

/** An X server of its own that nobody sees, for what captures screens. */
export class XServer {
  /** Such as `:3`. */
  readonly display: string
  readonly #server: ChildProcess
  readonly #programs: ChildProcess[] = []

  private constructor(server: ChildProcess, display: string) {
    this.#server = server
    this.display = display
  }

  /** Starts one with a screen of this many pixels. */
  static async start(width = 640, height = 480): Promise<XServer> {
    const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset']
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    const numbers = server.stdio[3] as NodeJS.ReadableStream
    const [number] = (await Promise.race([
      once(numbers, 'data'),
      once(server, 'exit').then(() => Promise.reject(new Error('Xvfb ended'))),
    ])) as [Buffer]
    return new XServer(server, `:${number.toString().trim()}`)
  }

  /** Runs a program on it to its end, such as `xsetroot -solid red`. */
  run(program: string, ...args: string[]): void {
    execFileSync(program, args, { env: this.#env, stdio: 'ignore' })
  }

  /** Starts a program on it, which ends with it at the latest. */
  start(program: string, ...args: string[]): ChildProcess {
    const child = spawn(program, args, { env: this.#env, stdio: 'ignore' })
    this.#programs.push(child)
    return child
  }

  /** What it shows now, as RGB. */
  grab(width: number, height: number): Buffer {
    const from = ['-f', 'x11grab', '-video_size', `${width}x${height}`, '-i', this.display]
    const to = ['-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
    return execFileSync('ffmpeg', ['-v', 'error', ...from, ...to], { maxBuffer: 4 * width * height })
  }

  async stop(): Promise<void> {
    for (const child of [...this.#programs, this.#server]) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, DISPLAY: this.display }
  }
}
