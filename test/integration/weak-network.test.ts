import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { babble } from '../helpers/babble.ts'
import { CpuWitness } from '../helpers/cpu-witness.ts'
import { delayOf, gapShare, heardPieces, type Piece } from '../helpers/heard-pieces.ts'
import { ImpairedLink, type Impairment } from '../helpers/impaired-link.ts'
import { NetemLink, netemRefusal, OWN_NETWORK } from '../helpers/netem.ts'
import { Program } from '../helpers/program.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const TALK_SECONDS = 10
const CUT = 2_000
/** ms after a cut within which the delay must be normal again. */
const MUST_BE_BACK = 1_000
/** When the cut begins, ms into the talk. */
const CUT_AFTER = 4_000
/** What of the talk is judged, ms: the talker may still be joining before, and the end is no gap. */
const JUDGED = [1_000, TALK_SECONDS * 1_000 - 100] as const
/** ms by which a delay may be longer and count as normal: what the playout buffer leaves for the next pause. */
const TOLERANCE = 40
/** Pieces in a row that make it normal again: 100 ms. */
const STEADY_PIECES = 5
/** ms that TCP may take to notice the end of a cut: its timer has doubled meanwhile. A relay's end is at once. */
const TCP_PATIENCE = 1_000

/** ms around a moment without a CPU in which what is heard is not judged: the sound is late, and so is the playout. */
const REACH = 500

const STEADY: Impairment = { delayMs: 1, jitterMs: 0, loss: 0 }
const JITTER: Impairment = { delayMs: 50, jitterMs: 20, loss: 0 }
/** On the round trip of a poor wireless network. */
const LOSS: Impairment = { delayMs: 5, jitterMs: 0, loss: 0.01 }

const codecs = ['pcm', 'opus'] as const
type Codec = (typeof codecs)[number]
type Link = ImpairedLink | NetemLink

/** Whether this is the run in a network of its own, where the kernel impairs and not a relay. */
const byNetem = process.env.WEAK_NETWORK === 'netem'
const refusal = byNetem ? null : netemRefusal()

let server: ServerProcess
let folder: string
let talks = 0
const said = babble(RATE, TALK_SECONDS)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-weak-'))
  await writeWavFile(join(folder, 'said.wav'), RATE, said)
  server = await startServer()
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

function openLink(impairment: Impairment, seed: number): Promise<Link> {
  return byNetem ? NetemLink.open(server.port, impairment) : ImpairedLink.open(server.port, impairment, seed)
}

function joinRoom(room: string, link: Link, name: string, codec: Codec, ...devices: string[]): Program {
  const where = ['--ip', '127.0.0.1', '--port', String(link.port), '--room', room, '--create']
  return new Program('client/main.js', [...where, '--name', name, '--codec', codec, '--json', ...devices], {
    cwd: folder,
  })
}

/** A talk to be held: how, and over what. `cut` is whose link is cut. */
interface Plan {
  codec: Codec
  impairment: Impairment
  cut?: 'talker' | 'listener'
}

/** What a listener heard, and when that ended (ms, of `performance.now`). */
interface Heard {
  samples: Int16Array
  end: number
}

/** What became of a talk, and which pieces the machine disturbed, which had no CPU for a program then. */
interface Judged {
  pieces: Piece[]
  disturbed: (piece: Piece) => boolean
}

/** Holds talks at the same time; resolves with what became of each. */
async function hold(plans: readonly Plan[]): Promise<Judged[]> {
  const witness = new CpuWitness()
  const sounds = await Promise.all(plans.map(talk))
  witness.stop()
  // Only now: while this process compares sounds, no relay of its own would pass anything on.
  return sounds.map(({ samples, end }) => {
    const begin = end - (samples.length * 1000) / RATE
    return {
      pieces: heardPieces(said, samples, { rate: RATE, span: JUDGED, latest: 400 }),
      disturbed: ({ at }) => witness.disturbed(begin + at - REACH, begin + at + REACH),
    }
  })
}

/** Lets a talker be heard, both by the real client over links of their own; resolves with what was heard. */
async function talk({ codec, impairment, cut }: Plan): Promise<Heard> {
  const id = ++talks
  const [near, far] = await Promise.all([openLink(impairment, 2 * id), openLink(impairment, 2 * id + 1)])
  const heard = `heard-${id}.wav`
  const listener = joinRoom(`${id}`, far, `Bo ${id}`, codec, '--mic', 'null', '--speaker', heard)
  await listener.line(/"event":"joined"/)
  const talker = joinRoom(`${id}`, near, `Ann ${id}`, codec, '--mic', 'said.wav', '--speaker', 'null')
  await talker.line(/"event":"joined"/)
  if (cut) await interrupt(cut === 'talker' ? near : far)
  await talker.line(/said\.wav has ended/)
  await passed(1_000)
  const end = performance.now()
  for (const program of [talker, listener]) program.type('/quit')
  expect(await Promise.all([talker.exit, listener.exit])).toEqual([0, 0])
  for (const link of [near, far]) link.close()
  return { samples: (await readWavFile(join(folder, heard))).samples, end }
}

async function interrupt(link: Link): Promise<void> {
  await passed(CUT_AFTER)
  await link.cut()
  await passed(CUT)
  await link.restore()
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The part of the talk, 0..1, that was not heard though the machine did not disturb it. */
function gapsOf(pieces: readonly Piece[], disturbed: Judged['disturbed']): number {
  return gapShare(pieces.map((piece) => (disturbed(piece) ? { ...piece, delay: 0 } : piece)))
}

function expectNormalAfterCut({ pieces, disturbed }: Judged): void {
  const begin = longestGap(pieces)
  const normal = delayOf(pieces.filter(({ at }) => at < begin && at > begin - 1_000)) + TOLERANCE
  const isNormal = ({ delay }: Piece) => delay !== null && delay <= normal
  const back = pieces.findIndex(({ at }, i) => at > begin && pieces.slice(i, i + STEADY_PIECES).every(isNormal))
  // After a stutter the playout is later for a while, as it should be.
  const excused = pieces.some((piece) => piece.at > begin - 1_000 && disturbed(piece))
  if (excused && back < 0) return
  const patience = MUST_BE_BACK + (byNetem ? TCP_PATIENCE : 0)
  if (!excused) expect(pieces[back]!.at - begin, 'ms until all was normal').toBeLessThan(CUT + patience)
  const after = pieces.slice(back)
  expect(gapsOf(after, disturbed)).toBeLessThanOrEqual(0.02)
  if (!excused) expect(delayOf(after)).toBeLessThanOrEqual(normal)
}

/** Where the longest stretch of talk begins of which nothing was heard, ms. */
function longestGap(pieces: readonly Piece[]): number {
  let longest = 0
  let begin = 0
  let last = pieces[0]!.at
  for (const { at, delay } of pieces) {
    if (delay === null) continue
    if (at - last > longest) {
      longest = at - last
      begin = last
    }
    last = at
  }
  return begin
}

describe('a talk', () => {
  /** What is held at the same time, for the time of one talk. To the kernel all links are one. */
  const impairments = [JITTER, LOSS] as const
  const plansOf = (impairment: Impairment): Plan[] => codecs.map((codec) => ({ codec, impairment }))
  let together: Promise<Judged[]> | undefined

  async function held(impairment: Impairment): Promise<Judged[]> {
    if (byNetem) return hold(plansOf(impairment))
    together ??= hold(impairments.flatMap(plansOf))
    const from = codecs.length * impairments.indexOf(impairment)
    return (await together).slice(from, from + codecs.length)
  }

  it.each([
    { title: '50 ms of delay with 20 ms of jitter', impairment: JITTER },
    { title: '1 % of the segments lost', impairment: LOSS },
  ])('has at most 1 % of gaps over $title on both links', async ({ impairment }) => {
    const heard = await held(impairment)
    for (const [i, { pieces, disturbed }] of heard.entries()) {
      expect(pieces.length).toBeGreaterThan(350)
      expect(gapsOf(pieces, disturbed), `gaps in ${codecs[i]}`).toBeLessThanOrEqual(0.01)
    }
  })

  it('returns to its normal delay within 1 s after either link was cut for 2 s', async () => {
    // To the kernel all links are one.
    const cuts = byNetem ? (['talker'] as const) : (['talker', 'listener'] as const)
    const plans = codecs.flatMap((codec) => cuts.map((cut) => ({ codec, impairment: STEADY, cut })))
    for (const talk of await hold(plans)) expectNormalAfterCut(talk)
  })
})

it.skipIf(byNetem)('passes the same checks when the kernel impairs the network', async ({ skip }) => {
  // Not even REQUIRE_ALL can ask for a module that the kernel does not have.
  if (refusal) return skip(refusal)
  const [program, ...args] = OWN_NETWORK
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/helpers/built.config.ts']
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  const command = [...args, process.execPath, ...vitest, 'test/integration/weak-network.test.ts']
  const { stdout } = await promisify(execFile)(program, command, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...env, WEAK_NETWORK: 'netem' },
    maxBuffer: 2 ** 26,
  }).catch(({ stdout, stderr }) => {
    throw new Error(`The talks failed where the kernel impairs the network:\n${stdout}${stderr}`)
  })
  expect(stdout).toMatch(/Tests .*3 passed/)
})
