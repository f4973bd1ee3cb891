import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_FRAME_MS, DEFAULT_RATE, FRAME_CHOICES, MAX_RATE, MIN_RATE } from '../audio/format.ts'
import { DEFAULT_BITRATE, MAX_BITRATE, MIN_BITRATE, OPUS_RATES, opusSupports } from '../audio/opus.ts'
import { describeCommand } from '../lib/shell/command-line.ts'
import { completions, type Shell, shells } from '../lib/shell/completions.ts'
import { version } from '../lib/version.ts'
import { type Limits, limits } from '../protocol/limits.ts'
import { type Codec, type CodecChoice, codecChoices } from '../protocol/shapes.ts'
import { ctlCommand } from './ctl/ctl-command.ts'
import { limitLines, readLimit } from './limits/limit-table.ts'
import { type MetricsPlace, readMetricsPlace } from './metrics/metrics-place.ts'

export interface ServerOptions {
  port: number
  host: string | null
  log: boolean
  logFormat: LogFormat
  /** Whether the local network is told of the server. */
  announce: boolean
  rate: number
  frameMs: number
  /** What voice may be sent as, the preferred first. */
  codecs: readonly Codec[]
  /** Bits a second of an Opus stream. */
  bitrate: number
  /** Where the server's certificate and key are; `kept` is one of its own. null speaks without TLS. */
  tls: 'kept' | { readonly cert: string; readonly key: string } | null
  /** Connections at one time, in all and from one address. */
  maxConnections: number
  maxConnectionsPerAddress: number
  limits: Limits
  /** Whose first line is the password of the server. */
  passwordFile: string | null
  /** The folder in which accounts are kept; null keeps none. */
  accounts: string | null
  /** The folder that rooms are recorded to, where their people ask for it; null records nothing. */
  recordings: string | null
  /** The path of the socket over which it is controlled; null takes the usual place, false has none. */
  ctl: string | null | false
  /** Where metrics are served; null nowhere. */
  metrics: MetricsPlace | null
}

const LOG_FORMATS = ['text', 'json'] as const
type LogFormat = (typeof LOG_FORMATS)[number]

const MAX_PORT = 65_535
const DEFAULT_PORT = 12_345
/** A process with more open files than this would have to be set up for it. */
const MAX_CONNECTIONS = 100_000
/** Where rooms are recorded to, if no folder is named. */
const DEFAULT_RECORDINGS = 'recordings'

type ParsedOptions = Omit<
  ServerOptions,
  | 'host'
  | 'codecs'
  | 'frameMs'
  | 'tls'
  | 'passwordFile'
  | 'limits'
  | 'accounts'
  | 'ctl'
  | 'metrics'
  | 'recordings'
> & {
  host?: string
  limit?: Partial<Limits>
  codec: CodecChoice
  frame: string
  tls?: true
  cert?: string
  key?: string
  passwordFile?: string
  accounts?: string
  recordings?: string | true
  ctl?: string | false
  metrics?: MetricsPlace
}

/** The command line of `chat-server`. Prints help, version, completions or what is wrong and exits by itself then. */
export function serverProgram(): Command {
  const program = new Command('chat-server')
    .description('Parlor server: meeting rooms for a local network')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .option(
      '--port <number>',
      'TCP port to listen on; 0 picks a free one',
      wholeNumber(0, MAX_PORT),
      DEFAULT_PORT,
    )
    .option('--host <address>', 'address to listen on (default: all)')
    .option('--no-announce', 'do not tell the local network that the server is here')
    .option('--tls', 'encrypt; the key is made at the first start and kept')
    .option('--cert <file>', 'encrypt with this certificate (PEM) in place of one of its own')
    .option('--key <file>', 'the key of that certificate (PEM)')
    .option('--password-file <file>', 'file whose first line is the password that all must know to come in')
    .option(
      '--accounts <folder>',
      "let people register names, kept in this folder; without it a name is nobody's",
    )
    .option(
      '--max-connections <number>',
      'connections at one time',
      wholeNumber(1, MAX_CONNECTIONS),
      limits.connections,
    )
    .option(
      '--max-connections-per-address <number>',
      'connections at one time from one address of another machine',
      wholeNumber(1, MAX_CONNECTIONS),
      limits.connectionsPerAddress,
    )
    .option(
      '--recordings [folder]',
      `record rooms, if somebody in them asks for it, with all who agree; by default to ${DEFAULT_RECORDINGS}`,
    )
    .option(
      '--limit <name=value>',
      'another value for a limit, such as rooms=50; may be given more than once',
      withLimit,
    )
    .option(
      '--ctl <path>',
      'socket over which "chat-server ctl" controls it (default: a private one for its port)',
    )
    .option('--no-ctl', 'have no such socket')
    .option(
      '--metrics <[address:]port>',
      'serve /metrics for Prometheus and /healthz there; without an address to this machine alone',
      readMetricsPlace,
    )
    .option('-l, --log', 'log every control message', false)
    .addOption(
      new Option('--log-format <format>', 'text for people, or json for machines: an event a line')
        .choices(LOG_FORMATS)
        .default('text'),
    )
    .option(
      '-r, --rate <hz>',
      `samples a second of all voice, ${MIN_RATE} to ${MAX_RATE}`,
      wholeNumber(MIN_RATE, MAX_RATE),
      DEFAULT_RATE,
    )
    .addOption(
      new Option('--frame <ms>', 'length of a voice frame: 10 for less delay, 20 for less work and traffic')
        .choices(FRAME_CHOICES.map(String))
        .default(String(DEFAULT_FRAME_MS)),
    )
    .addOption(
      new Option('--codec <codec>', 'what voice is sent as; auto is Opus to those who know it, else PCM')
        .choices(codecChoices)
        .default('auto'),
    )
    .option(
      '--bitrate <bits>',
      `bits a second of an Opus stream, ${MIN_BITRATE} to ${MAX_BITRATE}`,
      wholeNumber(MIN_BITRATE, MAX_BITRATE),
      DEFAULT_BITRATE,
    )
    .enablePositionalOptions()
    .addHelpText(
      'after',
      () =>
        `\nLimits:\n${limitLines()
          .map((line) => `  ${line}`)
          .join('\n')}`,
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(() => {})
  program
    .command('completions')
    .description('print a script that completes this command line in a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .helpOption('-h, --help', 'show this help')
    .action((shell: Shell) => {
      process.stdout.write(completions(shell, describeCommand(program)))
      process.exit(0)
    })
  return program.addCommand(ctlCommand(wholeNumber(1, MAX_PORT), DEFAULT_PORT))
}

/** Reads the command line of `chat-server`, and exits where another command than serving stands there. */
export async function parseServerOptions(argv: readonly string[]): Promise<ServerOptions> {
  const program = await serverProgram().parseAsync(argv)
  const {
    host,
    codec,
    frame,
    tls,
    cert,
    key,
    passwordFile,
    accounts,
    limit,
    ctl,
    metrics,
    recordings,
    ...others
  } = program.opts<ParsedOptions>()
  const options = { ...others, frameMs: Number(frame) }
  if ((cert === undefined) !== (key === undefined)) {
    program.error('error: --cert and --key belong together; give both, or neither')
  }
  if (codec === 'opus' && !opusSupports(options)) {
    program.error(
      `error: Opus knows no ${options.rate} Hz; take --rate ${OPUS_RATES.join(', ')}, or --codec auto`,
    )
  }
  const codecs: Codec[] = codec !== 'pcm' && opusSupports(options) ? ['opus', 'pcm'] : ['pcm']
  const given = cert !== undefined && key !== undefined ? { cert, key } : null
  return {
    ...options,
    codecs,
    limits: { ...limits, ...limit },
    host: host ?? null,
    tls: given ?? (tls ? 'kept' : null),
    passwordFile: passwordFile ?? null,
    accounts: accounts ?? null,
    recordings: recordings === true ? DEFAULT_RECORDINGS : (recordings ?? null),
    metrics: metrics ?? null,
    ctl: ctl ?? null,
  }
}

/** Adds one more limit to those given so far. @throws InvalidArgumentError as commander tells it. */
function withLimit(text: string, before: Partial<Limits> = {}): Partial<Limits> {
  try {
    return { ...before, ...readLimit(text) }
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

/** Reads an option that is a whole number from `min` to `max`; what is wrong is told as commander tells it. */
function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (number >= min && number <= max) return number
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}
