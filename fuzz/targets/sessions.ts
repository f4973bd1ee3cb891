import { actions } from '../../src/protocol/actions.ts'
import { drawSequence } from '../mutate.ts'
import { play } from '../play.ts'
import { HOSTILES, type Step } from '../step.ts'
import { bytesOf, joined, piecesOf, type Target } from '../target.ts'

/** Steps of an input that are played; each lets the server take its turns. */
const MOST_STEPS = 80
/** ms of the longest wait: sessions that were cut off are gone after it. */
const LONGEST_WAIT = 61_000

/** Several hostile clients, whose bytes go to sessions of a server in memory, beside two honest ones. */
export async function sessions(): Promise<Target> {
  const examples = Object.entries(actions).map(([action, { example }]) => {
    const message = bytesOf(`${JSON.stringify({ action, ...example })}\n`)
    const { bytes = 0 } = example as { bytes?: number }
    return joined('0{"action":"join","room":"hello"}\n', `0${message}${'\x11'.repeat(bytes)}`)
  })
  return {
    name: 'sessions',
    doc: 'bytes of hostile clients, in sessions of a server in memory',
    examples,
    dictionary: [...new Set(Object.entries(actions).flatMap(wordsOf))].map((word) => `"${word}"`),
    draw: (random) => encodeSteps(drawSequence(random)),
    run: (input) => play(decodeSteps(input)),
    // Some dozen passwords are hashed, in other threads.
    mostCpu: 30_000,
  }
}

function wordsOf([action, { example }]: [string, { example: object }]): string[] {
  return [action, ...Object.keys(example)]
}

/** Steps as an input: a piece each, which begins with the client that sends it or with what happens. */
export function encodeSteps(steps: readonly Step[]): Buffer {
  return joined(
    ...steps.map((step) => {
      if (step.do === 'wait') return `w${step.ms}`
      if (step.do === 'send') return `${step.client}${step.bytes}`
      if (step.do === 'resume') return `r${step.client}${step.of}`
      return `${step.do[0]}${step.client}`
    }),
  )
}

/** The steps of an input. Each input has some. */
export function decodeSteps(input: Buffer): Step[] {
  return piecesOf(input)
    .slice(0, MOST_STEPS)
    .map((piece) => decodeStep(piece.toString('latin1')))
}

const KINDS = { e: 'end', b: 'break', c: 'connect' } as const

function decodeStep(piece: string): Step {
  const [kind = '0', first = '0', second = '0'] = piece
  const rest = piece.slice(1)
  if (kind === 'w') return { do: 'wait', ms: Math.min(LONGEST_WAIT, Number.parseInt(rest, 10) || 1) }
  if (kind === 'r') return { do: 'resume', client: hostile(first), of: hostile(second) }
  if (kind in KINDS) return { do: KINDS[kind as keyof typeof KINDS], client: hostile(first) }
  return { do: 'send', client: hostile(kind), bytes: rest }
}

function hostile(character: string): number {
  return character.charCodeAt(0) % HOSTILES
}
