import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program } from '../test/helpers/program.ts'

/** Several built clients that record; each is killed and restarted. */
export class RecordingClients {
  readonly wrongs: string[] = []
  killed = 0
  readonly #port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'parlor-soak-'))
  readonly #programs: Program[]
  #started = 0

  constructor(port: number, count: number) {
    this.#port = port
    this.#programs = Array.from({ length: count }, () => this.#start())
  }

  /** Kills the client that has run longest with SIGKILL, and starts another. */
  async killOne(): Promise<void> {
    const program = this.#programs.shift()!
    program.child.kill('SIGKILL')
    await program.exit
    this.killed++
    this.#judge(program)
    this.#programs.push(this.#start())
  }

  /** Stops all clients normally. */
  async close(): Promise<void> {
    for (const program of this.#programs) {
      await program.line(/"event":"recording_started"/)
      const code = await program.stop()
      if (code !== 0) this.wrongs.push(`a client ended with ${code}: ${program.lines.at(-1)}`)
      this.#judge(program)
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #start(): Program {
    const number = ++this.#started
    const where = ['--ip', '127.0.0.1', '--port', String(this.#port), '--room', 'programs', '--create']
    const devices = ['--mic', 'null', '--speaker', 'null', '--record', join(this.#folder, `${number}.wav`)]
    return new Program('client/main.js', [...where, ...devices, '--json', '--name', `Program ${number}`])
  }

  #judge({ lines }: Program): void {
    const mistake = lines.find((line) => line.includes('stopped because of a bug'))
    if (mistake) this.wrongs.push(mistake)
  }
}
