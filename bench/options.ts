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
  /** Measures the processing of one's own voice instead of the server. */
  processing?: true
  /** Measures what a long recording costs in the studio instead. */
  studio?: true
  /** Measures how late people hear each other instead, through real devices. */
  mouthToEar?: true
  /** The way to the devices; undefined for the client's own choice. */
  devices?: Backend
  /** Measures the way of a shared screen into a browser instead. */
  browser?: true
  /** Measures the full-screen client instead of the server. */
  client?: true
  /** Measures the sharing of a screen instead. */
  screen?: true
  json?: true
  markdown?: true
}

/** Reads the benchmark's command line; prints help, or what is wrong, and exits by itself then. */
export function readOptions(argv: readonly string[]): Options {
  return new Command('bench')
    .description('CPU and latency of the server, beside a C server that does the least possible')
    .option('--members <list>', 'members of the room (default: 100)', numbers)
    .option('--talkers <list>', 'how many of them talk at once (default: 1,3,10)', numbers)
    .option('--seconds <s>', 'length of a measuring window', number, 4)
    .option('--pairs <n>', 'runs of each scenario, floor and server in turn', number, 2)
    .addOption(
      new Option('--variant <list>', `how voice is carried: ${VARIANTS.join(', ')}`)
        .argParser(variants)
        .default(['pcm'], 'pcm'),
    )
    .option('--frame <ms>', `length of a voice frame: ${FRAME_CHOICES.join(', ')}`, frame, DEFAULT_FRAME_MS)
    .option('--ack', 'all members acknowledge what they receive', false)
    .option('--full', 'the whole table, from 10 members to 2000 in 20 rooms; about 10 minutes', false)
    .option('--no-floor', 'leave out the C server')
    .option('--against <folder>', 'also measure the server built in another checkout, in turn with this one')
    .option('--processing', "the processing of one's own voice in the client, instead of the server")
    .option(
      '--studio',
      'a recording of 3 hours in the studio: opening, drawing, rendering; it takes 1 GB of disk',
    )
    .option(
      '--mouth-to-ear',
      'measure the delay between people instead, through devices of a private PulseAudio',
    )
    .addOption(
      new Option(
        '--devices <backend>',
        'the way to them; the one that the client prefers where left out',
      ).choices(['portaudio', 'pulse']),
    )
    .option('--browser', 'how late a browser shows a change of a shared screen; about 1 minute')
    .option(
      '--client',
      'the full-screen client: keys, CPU and memory, instead of the server; about 3 minutes',
    )
    .option(
      '--screen',
      'the sharing of a screen: CPU and bytes by what it shows, and voice beside it; about 4 minutes',
    )
    .option('--json', 'print JSON, each run by itself')
    .option('--markdown', 'print Markdown')
    .parse(argv)
    .opts<Options>()
}

function number(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on.')
  return Number(text)
}

function frame(text: string): number {
  const choice = FRAME_CHOICES.find((known) => String(known) === text)
  if (!choice) throw new InvalidArgumentError(`One of ${FRAME_CHOICES.join(', ')}.`)
  return choice
}

function numbers(text: string): number[] {
  return text.split(',').map(number)
}

function variants(text: string): Variant[] {
  return text.split(',').map((name) => {
    const variant = VARIANTS.find((known) => known === name)
    if (!variant) throw new InvalidArgumentError(`One or more of ${VARIANTS.join(', ')}.`)
    return variant
  })
}
