import { type ChildProcess, execFile, spawn } from 'node:child_process'
import type { Life } from '../../../lib/child-supervisor.ts'
import type { Clock } from '../../../lib/clock.ts'
import { endChild } from '../../../lib/host-child.ts'
import type { AudioFormat } from '../../format.ts'

/** A sound server that does not answer for so long counts as absent. */
const LIMIT_MS = 3000
/** Bytes of a program's words that are looked at. */
const MAX_WORDS = 4096

/** Words and numbers as in the manual, whatever the user's language. */
const environment = () => ({ ...process.env, LC_ALL: 'C' })

/** What `pactl` with these arguments prints; undefined where there is no sound server, or no such program. */
export function pactl(...args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = {
      env: environment(),
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 2 ** 22,
    } as const
    execFile('pactl', args, options, (error, stdout) => resolve(error ? undefined : stdout))
  })
}

/** How `parec` or `pacat` is started for mono sound: a frame at once, shown as Parlor in mixers. */
export function streamArguments(
  { rate, frameMs }: AudioFormat,
  device: string | undefined,
  streamName: string,
): string[] {
  return [
    '--raw',
    '--format=s16le',
    `--rate=${rate}`,
    '--channels=1',
    `--latency-msec=${frameMs}`,
    '--client-name=Parlor',
    `--stream-name=Parlor ${streamName}`,
    ...(device === undefined ? [] : [`--device=${device}`]),
  ]
}

/**
 * One life of a device in a program of PulseAudio. The program does not share our Ctrl-C, and ends by itself when
 * its pipes break.
 *
 * @param words takes what it writes to stderr; without it, the last line is the reason of its death
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
    life.died(
      error.code === 'ENOENT' ? `${program} is not installed (package pulseaudio-utils)` : error.message,
    ),
  )
  child.once('close', () => life.died(reasonIn(last)))
  child.stderr.on('data', (bytes: Buffer) => {
    const text = bytes.toString('latin1')
    last = (last + text).slice(-MAX_WORDS)
    words?.(text)
  })
  // The end of the program tells of a broken pipe.
  child.stdin.on('error', () => {})
  begin(child)
  return () => endChild(child, clock)
}

function reasonIn(words: string): string {
  const lines = words.split(/[\r\n]+/).map((line) => line.trim())
  const said = lines.findLast((line) => /fail|error|terminat|denied|refused|no such/i.test(line))
  return said ? `the sound server says "${said}"` : 'the sound server went away'
}
