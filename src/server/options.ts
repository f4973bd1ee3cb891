import { Command, InvalidArgumentError } from 'commander'
import { DEFAULT_RATE, MAX_RATE, MIN_RATE } from '../audio/format.ts'
import { version } from '../version.ts'

export interface ServerOptions {
  port: number
  host: string | null
  log: boolean
  rate: number
}

const MAX_PORT = 65_535

/** Reads the command line of `chat-server`; prints help, version or what is wrong and exits by itself then. */
export function parseServerOptions(argv: readonly string[]): ServerOptions {
  const program = new Command('chat-server')
    .description('Parlor server: meeting rooms for a local network')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .option('--port <number>', 'TCP port to listen on; 0 picks a free one', wholeNumber(0, MAX_PORT), 12_345)
    .option('--host <address>', 'address to listen on (default: all)')
    .option('-l, --log', 'log every control message', false)
    .option(
      '-r, --rate <hz>',
      `samples a second of all voice, ${MIN_RATE} to ${MAX_RATE}`,
      wholeNumber(MIN_RATE, MAX_RATE),
      DEFAULT_RATE,
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(argv)
  const { host, ...options } = program.opts<{ port: number; host?: string; log: boolean; rate: number }>()
  return { ...options, host: host ?? null }
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (number >= min && number <= max) return number
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}
