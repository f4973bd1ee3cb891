import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A private PulseAudio without a sound card. What is played into a sink NAME comes out of the source NAME.monitor.
 * To ALSA, and so to PortAudio, they are the devices spk_NAME and mic_NAME. The first sink is the default.
 */
export class PulseServer {
  /** What a program needs in its environment to use this server. */
  readonly env: Record<string, string>
  readonly #folder: string
  readonly #sinks: string[]
  readonly #children = new Set<ChildProcess>()
  #server: ChildProcess | undefined

  private constructor(folder: string, sinks: string[]) {
    this.#folder = folder
    this.#sinks = sinks
    this.env = {
      PULSE_SERVER: `unix:${join(folder, 'native')}`,
      PULSE_RUNTIME_PATH: folder,
      PULSE_STATE_PATH: join(folder, 'state'),
      PULSE_COOKIE: join(folder, 'cookie'),
      ALSA_CONFIG_PATH: join(folder, 'asound.conf'),
    }
  }

  static async start(...sinks: string[]): Promise<PulseServer> {
    const folder = await mkdtemp(join(tmpdir(), 'parlor-pulse-'))
    const pulse = new PulseServer(folder, sinks)
    // A test that fails before its clean-up leaves no server behind.
    process.once('exit', () => pulse.#server?.kill('SIGKILL'))
    const devices = sinks.flatMap((sink) => [pcm(`spk_${sink}`, sink), pcm(`mic_${sink}`, `${sink}.monitor`)])
    const standard = 'pcm.default { type pulse hint { show on description "PulseAudio" } }'
    await writeFile(pulse.env.ALSA_CONFIG_PATH!, [standard, ...devices].join('\n'))
    await pulse.restart()
    return pulse
  }

  /** Makes this server the one of this process and of all it starts. */
  use(): void {
    Object.assign(process.env, this.env)
  }

  /** Ends the server as a crash would, and waits until it is gone. */
  async crash(): Promise<void> {
    await end(this.#server)
    this.#server = undefined
    await Promise.all([...this.#children].map(end))
    this.#children.clear()
  }

  /** Starts the server, again after `crash`. */
  async restart(): Promise<void> {
    const { PULSE_SERVER: _, ...env } = { ...process.env, ...this.env }
    const socket = join(this.#folder, 'native')
    const modules = [
      `module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
      ...this.#sinks.map((sink) => `module-null-sink sink_name=${sink} rate=48000 channels=1`),
    ]
    this.#server = spawn(
      'pulseaudio',
      [
        ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes'],
        `--log-target=file:${join(this.#folder, 'log')}`,
        ...modules.flatMap((module) => ['-L', module]),
      ],
      { env, stdio: 'ignore' },
    )
    await this.#started()
    // An idle null sink looks for sound each 2 s only; a listener that wants little delay keeps it awake.
    const awake = this.#sinks.map(async (sink) => {
      const args = ['--raw', '--latency-msec=10', `--device=${sink}.monitor`]
      const listener = spawn('parec', args, { env: { ...process.env, ...this.env } })
      this.#children.add(listener)
      await once(listener.stdout, 'data')
      listener.stdout.resume()
    })
    await Promise.all(awake)
  }

  /** Says something to the server: `pactl('load-module', ...)`. */
  async pactl(...args: string[]): Promise<void> {
    await this.#command('pactl', ...args)
  }

  /** Plays a WAV file into a sink, to its end. */
  async play(sink: string, path: string): Promise<void> {
    await this.#command('paplay', `--device=${sink}`, path)
  }

  /** Writes what a sink plays during `ms` as s16le mono samples at `rate`. */
  async record(sink: string, rate: number, ms: number): Promise<Int16Array> {
    const args = ['--raw', '--format=s16le', `--rate=${rate}`, '--channels=1', '--latency-msec=20']
    const child = spawn('parec', [...args, `--device=${sink}.monitor`], { env: { ...process.env, ...this.env } })
    this.#children.add(child)
    const wanted = Math.round((rate * ms) / 1000) * 2
    let bytes = Buffer.alloc(0)
    for await (const part of child.stdout) {
      bytes = Buffer.concat([bytes, part as Buffer])
      if (bytes.length >= wanted) break
    }
    await end(child)
    this.#children.delete(child)
    return new Int16Array(new Uint8Array(bytes.subarray(0, wanted)).buffer)
  }

  /** Ends all that was started and removes its folder. */
  async stop(): Promise<void> {
    await this.crash()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Waits until the server answers. @throws what it said last, after 15 s. */
  async #started(): Promise<void> {
    const patience = performance.now() + 15_000
    for (;;) {
      try {
        return await this.pactl('info')
      } catch (error) {
        if (performance.now() > patience) throw error
        await setTimeout(50)
      }
    }
  }

  #command(program: string, ...args: string[]): Promise<unknown> {
    return run(program, args, { env: { ...process.env, ...this.env }, timeout: 60_000 })
  }
}

function pcm(name: string, device: string): string {
  return `pcm.${name} { type pulse device "${device}" hint { show on description "${device}" } }`
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
