import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { codecs, codecsFor, supportsFormat } from '../audio/codec.ts'
import {
  DEFAULT_BITRATE,
  DEFAULT_FRAME_MS,
  DEFAULT_RATE,
  FRAME_CHOICES,
  MAX_BITRATE,
  MAX_RATE,
  MIN_BITRATE,
  MIN_RATE,
} from '../audio/format.ts'
import { commanderOutput, stdout } from '../lib/output.ts'
import { describeCommand } from '../lib/shell/command-line.ts'
import { completions, type Shell, shells } from '../lib/shell/completions.ts'
import { version } from '../lib/version.ts'
import { type Limits, limits } from '../protocol/limits.ts'
import { type Codec, type CodecChoice, codecChoices } from '../protocol/shapes.ts'
import { ctlCommand } from './ctl/ctl-command.ts'
import { limitLines, readLimit } from './limits/limit-values.ts'
import { type MetricsPlace, readMetricsPlace } from './metrics/metrics-place.ts'
import { type RecordBy, recordByChoices } from './recording/recordings.ts'

export interface ServerOptions {
  port: number
  host: string | null
  log: boolean
  /** The file of the audit log; null uses the default one. */
  auditLog: string | null
  logFormat: LogFormat
  /** Whether the server is announced on the local network. */
  announce: boolean
  rate: number
  frameMs: number
  /** Codecs of voice, the preferred one first. */
  codecs: readonly Codec[]
  /** Bit rate of an Opus stream in bit/s. */
  bitrate: number
  /** Files of the certificate and its key; `kept` is the server's own. null disables TLS. */
  tls: 'kept' | { readonly cert: string; readonly key: string } | null
  /** Whether clients may also connect without TLS. */
  plain: boolean
  /** Connections at the same time, in total and from one address. */
  maxConnections: number
  maxConnectionsPerAddress: number
  limits: Limits
  /** File whose first line is the server's password. */
  passwordFile: string | null
  /** The folder of the accounts; null disables them. */
  accounts: string | null
  /** The folder of recordings; null disables them. */
  recordings: string | null
  /** Folder for what is said in rooms; null: it is kept in memory. */
  history: string | null
  /** Who may have the server record a room. */
  recordBy: RecordBy
  /** The path of the control socket; null uses the default path, false disables it. */
  ctl: string | null | false
  /** The address at which metrics are served; null disables them. */
  metrics: MetricsPlace | null
  /** Whether browsers are served the web client. */
  web: boolean
  /** Whether a QR code of its address is printed at the start. */
  qr: boolean
  /** Names by which HTTP requests may address the server, besides its own. */
  allowHost: readonly string[]
}

const LOG_FORMATS = ['text', 'json'] as const
type LogFormat = (typeof LOG_FORMATS)[number]

const MAX_PORT = 65_535
const DEFAULT_PORT = 12_345
/** A process needs system settings of its own for more open files. */
const MAX_CONNECTIONS = 100_000
/** The folder of recordings where none is given. */
const DEFAULT_RECORDINGS = 'recordings'

type ParsedOptions = Omit<
  ServerOptions,
  | 'host'
  | 'codecs'
  | 'frameMs'
  | 'tls'
  | 'plain'
  | 'passwordFile'
  | 'limits'
  | 'accounts'
  | 'ctl'
  | 'metrics'
  | 'recordings'
  | 'auditLog'
  | 'history'
> & {
  history?: string
  auditLog?: string
  host?: string
  limit?: Partial<Limits>
  codec: CodecChoice
  frame: string
  tls?: boolean
  cert?: string
  key?: string
  passwordFile?: string
  accounts?: string
  recordings?: string | true
  ctl?: string | false
  metrics?: MetricsPlace
}

/** Builds the command line of `chat-server`, which prints help, version, completions or a usage error and then exits. */
export function serverProgram(): Command {
  const program = new Command('chat-server')
    .description('Parlor server: meeting rooms for a local network')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .option('--port <number>', 'TCP port to listen on; 0 picks a free one', wholeNumber(0, MAX_PORT), DEFAULT_PORT)
    .option('--host <address>', 'address to listen on (default: all)')
    .option('--no-announce', 'do not announce the server on the local network')
    .option('--tls', 'accept encrypted connections only (default: clients may also connect without TLS)')
    .option('--no-tls', 'disable encryption')
    .option('--no-web', 'do not serve the web client to browsers')
    .option('--no-qr', 'do not print the QR code of the web client')
    .option('--cert <file>', 'use this certificate (PEM) instead of a generated one')
    .option('--key <file>', 'private key of that certificate (PEM)')
    .option('--password-file <file>', 'file whose first line is the password for the server')
    .option('--accounts <folder>', 'let users register names, stored in this folder (default: names are not reserved)')
    .option(
      '--max-connections <number>',
      'connections at the same time',
      wholeNumber(1, MAX_CONNECTIONS),
      limits.connections,
    )
    .option(
      '--max-connections-per-address <number>',
      'connections at the same time from one address, or one IPv6 network (/64), of another machine',
      wholeNumber(1, MAX_CONNECTIONS),
      limits.connectionsPerAddress,
    )
    .option(
      '--recordings [folder]',
      `let participants record their room on the server, with consent (default folder: ${DEFAULT_RECORDINGS})`,
    )
    .option(
      '--history <folder>',
      'keep what is said in permanent rooms for latecomers in this folder (default: in memory while the server runs)',
    )
    .addOption(
      new Option(
        '--record-by <who>',
        'who may have the server record: the host of a room, its members, or operators; operators always may',
      )
        .choices(recordByChoices)
        .default('members'),
    )
    .option('--limit <name=value>', 'override a limit, such as rooms=50; repeatable', withLimit)
    .option('--ctl <path>', 'control socket for "chat-server ctl" (default: a private one per port)')
    .option('--no-ctl', 'disable the control socket')
    .option(
      '--metrics <[address:]port>',
      'serve /metrics (Prometheus) and /healthz (default address: loopback)',
      readMetricsPlace,
    )
    .option(
      '--allow-host <name>',
      'further host name by which HTTP requests may address the server; repeatable',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .option(
      '--audit-log <file>',
      'file for moderation, logins of operators, passwords and recordings (default: audit.jsonl in the state folder)',
    )
    .option('-l, --log', 'log every control message', false)
    .addOption(
      new Option('--log-format <format>', 'text for people, or json for programs: one line per event')
        .choices(LOG_FORMATS)
        .default('text'),
    )
    .option(
      '-r, --rate <hz>',
      `sample rate in Hz, ${MIN_RATE} to ${MAX_RATE}`,
      wholeNumber(MIN_RATE, MAX_RATE),
      DEFAULT_RATE,
    )
    .addOption(
      new Option('--frame <ms>', 'length of a voice frame in ms: 10 for less delay, 20 for less CPU and traffic')
        .choices(FRAME_CHOICES.map(String))
        .default(String(DEFAULT_FRAME_MS)),
    )
    .addOption(
      new Option('--codec <codec>', 'codec; auto: Opus where supported, otherwise PCM')
        .choices(codecChoices)
        .default('auto'),
    )
    .option(
      '--bitrate <bits>',
      `bit rate of an Opus stream in bit/s, ${MIN_BITRATE} to ${MAX_BITRATE}`,
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
    .configureOutput(commanderOutput)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(() => {})
  program
    .command('completions')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .helpOption('-h, --help', 'show this help')
    .action((shell: Shell) => {
      stdout.text(completions(shell, describeCommand(program)).trimEnd())
      process.exit(0)
    })
  return program.addCommand(ctlCommand(wholeNumber(1, MAX_PORT), DEFAULT_PORT))
}

/** Parses the command line of `chat-server`, and exits after any command other than serving. */
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
    auditLog,
    history,
    ...others
  } = program.opts<ParsedOptions>()
  const options = { ...others, frameMs: Number(frame) }
  if ((cert === undefined) !== (key === undefined)) {
    program.error('error: --cert and --key belong together; use both or neither')
  }
  const offered = codecsFor(codec).filter((name) => supportsFormat(codecs[name], options))
  if (codec !== 'auto' && !offered.includes(codec)) {
    const { title, rates } = codecs[codec]
    program.error(
      `error: ${title} does not support ${options.rate} Hz; use --rate ${rates?.join(', ')}, or --codec auto`,
    )
  }
  if (tls === false && cert !== undefined) {
    program.error('error: --no-tls and --cert exclude each other; use one of them')
  }
  const given = cert !== undefined && key !== undefined ? { cert, key } : null
  return {
    ...options,
    codecs: offered,
    limits: { ...limits, ...limit },
    host: host ?? null,
    tls: tls === false ? null : (given ?? 'kept'),
    plain: tls !== true,
    passwordFile: passwordFile ?? null,
    accounts: accounts ?? null,
    recordings: recordings === true ? DEFAULT_RECORDINGS : (recordings ?? null),
    metrics: metrics ?? null,
    ctl: ctl ?? null,
    auditLog: auditLog ?? null,
    history: history ?? null,
  }
}

/** Adds a limit to those given so far. @throws InvalidArgumentError, which commander prints. */
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
