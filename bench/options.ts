import { Command, InvalidArgumentError, Option } from 'commander'
import type { Backend } from '../src/audio/devices/device.ts'
import { DEFAULT_FRAME_MS, FRAME_CHOICES } from '../src/audio/format.ts'
import type { PlanOptions } from './plan.ts'
import { VARIANTS, type Variant } from './scenario.ts'

export interface Options extends PlanOptions {
  /** Runs of each scenario. */
  pairs: number
  /** Whether the C server runs too. */
  floor: boolean
  /** Folder of another checkout, whose server is measured in turn with this one. */
  against?: string
  /** Measures voice processing in the client instead of the server. */
  processing?: true
  /** Measures the two builds of Opus instead. */
  opus?: true
  /** Measures the studio with a long recording instead. */
  studio?: true
  /** Measures mouth-to-ear delay through real devices instead. */
  mouthToEar?: true
  /** The audio backend; undefined for the default of the client. */
  devices?: Backend
  /** Measures the delay from a shared screen to a browser instead. */
  browser?: true
  /** Measures the full-screen client instead of the server. */
  client?: true
  /** Measures calls between two clients instead. */
  call?: true
  /** Measures screen sharing instead. */
  screen?: true
  /** Measures the web client instead. */
  web?: true
  json?: true
  markdown?: true
}

/** Parses the command line of the benchmark. Prints help or an error and exits if needed. */
export function readOptions(argv: readonly string[]): Options {
  return new Command('bench')
    .description('Measure CPU and latency of the server, compared with a minimal server in C')
    .option('--members <list>', 'members of the room (default: 100)', numbers)
    .option('--talkers <list>', 'number of simultaneous talkers (default: 1,3,10)', numbers)
    .option('--seconds <s>', 'duration of a measurement', number, 4)
    .option('--pairs <n>', 'runs of each scenario, floor and server in turn', number, 2)
    .addOption(
      new Option('--variant <list>', `transport of voice: ${VARIANTS.join(', ')}`)
        .argParser(variants)
        .default(['pcm'], 'pcm'),
    )
    .option('--frame <ms>', `duration of a voice frame: ${FRAME_CHOICES.join(', ')}`, frame, DEFAULT_FRAME_MS)
    .option('--ack', 'all members acknowledge what they receive', false)
    .option('--full', 'measure the whole table, from 10 members to 2000 in 20 rooms; about 10 minutes', false)
    .option('--no-floor', 'do not measure the C server')
    .option('--against <folder>', 'also measure the server built in another checkout, in turn with this one')
    .option('--processing', 'measure voice processing in the client instead')
    .option('--opus', 'measure native Opus against WebAssembly instead')
    .option(
      '--studio',
      'measure opening, drawing and rendering of a 3-hour recording in the studio instead; needs 1 GB of disk',
    )
    .option('--mouth-to-ear', 'measure mouth-to-ear delay instead, through devices of a private PulseAudio server')
    .addOption(
      new Option('--devices <backend>', 'audio backend for --mouth-to-ear (default: the choice of the client)').choices(
        ['portaudio', 'pulse'],
      ),
    )
    .option('--browser', 'measure the delay from a shared screen to a browser instead; about 1 minute')
    .option('--call', 'measure the time from a call to its ring, and from the answer to the voice, instead')
    .option('--client', 'measure keys, CPU and memory of the full-screen client instead; about 3 minutes')
    .option('--screen', 'measure CPU and bytes of screen sharing, and its effect on voice, instead; about 4 minutes')
    .option('--web', 'measure the cost, delay, size and start of the web client instead; about 3 minutes')
    .option('--json', 'print JSON with every run')
    .option('--markdown', 'print Markdown')
    .parse(argv)
    .opts<Options>()
}

function number(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Must be a positive integer.')
  return Number(text)
}

function frame(text: string): number {
  const choice = FRAME_CHOICES.find((known) => String(known) === text)
  if (!choice) throw new InvalidArgumentError(`Must be one of ${FRAME_CHOICES.join(', ')}.`)
  return choice
}

function numbers(text: string): number[] {
  return text.split(',').map(number)
}

function variants(text: string): Variant[] {
  return text.split(',').map((name) => {
    const variant = VARIANTS.find((known) => known === name)
    if (!variant) throw new InvalidArgumentError(`Must be one or more of ${VARIANTS.join(', ')}.`)
    return variant
  })
}
