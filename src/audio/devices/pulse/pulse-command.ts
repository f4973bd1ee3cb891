import { type ChildProcess, execFile, spawn } from 'node:child_process'
import type { Clock } from '../../../lib/clock.ts'
import type { Life } from '../../../lib/process/child-supervisor.ts'
import { endChild } from '../../../lib/process/host-child.ts'
import type { AudioFormat } from '../../format.ts'

/** ms after which a sound server that does not respond counts as absent. */
const LIMIT_MS = 10_000
/** Maximum bytes of error output that are kept. */
const MAX_WORDS = 4096

/** The C locale, so that the output can be parsed. */
const environment = () => ({ ...process.env, LC_ALL: 'C' })

/** Runs `pactl` and returns its output; undefined if there is no sound server or `pactl` is not installed. */
export function pactl(...args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: environment(), timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 2 ** 22 } as const
    execFile('pactl', args, options, (error, stdout) => resolve(error ? undefined : stdout))
  })
}

/**
 * The arguments of `parec` or `pacat` for mono audio, shown as Parlor in volume controls.
 *
 * @param latencyMs of the sound server; default: one frame
 */
export function streamArguments(
  { rate, frameMs }: AudioFormat,
  device: string | undefined,
  streamName: string,
  latencyMs = frameMs,
): string[] {
  return [
    '--raw',
    '--format=s16le',
    `--rate=${rate}`,
    '--channels=1',
    `--latency-msec=${latencyMs}`,
    '--client-name=Parlor',
    `--stream-name=Parlor ${streamName}`,
    ...(device === undefined ? [] : [`--device=${device}`]),
  ]
}

/**
 * Runs a device in a program of PulseAudio, until it ends. The program does not receive Ctrl-C, and exits when its pipes
 * are closed.
 *
 * @param words receives its error output; default: the last line is used as the reason when it ends
 */
export function liveInProgram(
  clock: Clock,
  life: Life,
  program: 'parec' | 'pacat',
  args: string[],
  begin: (child: ChildProcess) => void,
  words?: (text: string) => void,
): () => Promise<void> {
  const child = spawn(program, args, { env: environment(), stdio: 'pipe', detached: true })
  let last = ''
  child.once('spawn', () => life.ready())
  child.once('error', (error: NodeJS.ErrnoException) =>
    life.died(error.code === 'ENOENT' ? `${program} is not installed (package pulseaudio-utils)` : error.message),
  )
  child.once('close', () => life.died(reasonIn(last)))
  child.stderr.on('data', (bytes: Buffer) => {
    const text = bytes.toString('latin1')
    last = (last + text).slice(-MAX_WORDS)
    words?.(text)
  })
  // A broken pipe is reported by the exit of the program.
  child.stdin.on('error', () => {})
  begin(child)
  return () => endChild(child, clock)
}

function reasonIn(words: string): string {
  const lines = words.split(/[\r\n]+/).map((line) => line.trim())
  const said = lines.findLast((line) => /fail|error|terminat|denied|refused|no such/i.test(line))
  return said ? `the sound server reported "${said}"` : 'the sound server stopped'
}
