import { Command, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_BITRATE, MAX_BITRATE, MIN_BITRATE } from '../audio/opus.ts'
import { type CodecChoice, codecChoices } from '../protocol/shapes.ts'
import { version } from '../version.ts'
import { wholeNumber } from '../whole-number.ts'
import { exitCodes } from './exit-codes.ts'
import { type VoiceFlags, voiceFlags } from './voice-options.ts'

/** What the command line asks for; a file or device is null or undefined where none was named. */
export interface ClientOptions extends VoiceFlags {
  ip: string
  port: number
  name?: string
  room?: string
  create?: boolean
  passwordFile?: string
  mute?: boolean
  mic?: string
  speaker?: string
  codec: CodecChoice
  bitrate: number
  /** true: choose the file's name. */
  record?: string | true
  /** ms after which to leave. */
  for?: number
  json?: boolean
  log?: boolean
}

export interface ClientActions {
  join(options: ClientOptions): Promise<void>
  devices(): Promise<void>
}

const MAX_PORT = 65_535
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const
/** Longest time that a timer of Node can hold. */
const MAX_DURATION = 2 ** 31 - 1

const HELP_AFTER = `
Typed lines are said to the room; /help lists the commands. On end of input it leaves, unless --for says how
long to stay.

Examples:
  chat-client --ip 192.168.1.5 --name Ann --room standup --create
  chat-client --ip 192.168.1.5 --room standup --mic null --speaker null --record --for 1h

Exit codes: 0 left in good order, 1 a mistake of the program, 2 wrong usage, 3 cannot connect, 4 refused by the server (name, room or
password), 5 connection lost or server ended.`

/** The command line of `chat-client`. Prints help, version or what is wrong and exits by itself then. */
export function clientProgram(actions: ClientActions): Command {
  const program = new Command('chat-client')
    .description('Parlor client: meet on a local network, in a terminal')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage))
    .option('--ip <address>', 'address of the server')
    .option('--port <number>', 'port of the server', wholeNumber(1, MAX_PORT), 12_345)
    .option('--name <name>', 'your name (default: the server gives you one)')
    .option('--room <room>', 'room to go into')
    .option('--create', 'make the room if it is not there')
    .option('--password-file <file>', 'file whose first line is the password of the room')
    .option('--mute', 'start muted')
    .option('--mic <device>', 'microphone: a name or id from "chat-client devices", file.wav, - or null')
    .option('--speaker <device>', 'speaker: a name or id, file.wav, - or null')
    .option('--record [file.wav]', 'record the room (default: recordings/<room>/<date>_<time>.wav)')
    .option('--for <duration>', 'leave after this time, such as 30s, 5m or 1h', duration)
    .addOption(new Option('--codec <codec>', 'what voice is sent as').choices(codecChoices).default('auto'))
    .option(
      '--bitrate <bits>',
      `bits a second of your voice as Opus, ${MIN_BITRATE} to ${MAX_BITRATE}`,
      wholeNumber(MIN_BITRATE, MAX_BITRATE),
      DEFAULT_BITRATE,
    )
    .option('--json', 'print one JSON event a line')
    .option('-l, --log', 'log every control message to the standard error')
    .addOption(new Option('--plain', 'plain lines (the only interface so far)').hideHelp())
    .addHelpText('after', HELP_AFTER)
    .action((options: Partial<ClientOptions>) => {
      const { ip } = options
      if (ip === undefined) return program.error('error: say where the server is: chat-client --ip ADDRESS')
      return actions.join({ ...options, ip } as ClientOptions)
    })
  for (const flag of voiceFlags()) program.addOption(flag)
  program
    .command('devices')
    .description('list microphones and speakers')
    .action(() => actions.devices())
  return program
}

function duration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? []
  const ms = Number(amount) * UNITS[unit as keyof typeof UNITS]
  if (!(ms > 0 && ms <= MAX_DURATION)) {
    throw new InvalidArgumentError('It must be a number and a unit, such as 30s, 5m or 1h (24 days at most).')
  }
  return ms
}
