import { labels } from '../../src/protocol/labels.ts'
import { playClient } from '../play-client.ts'
import { drawSayings } from '../server-lines.ts'
import { bytesOf, joined, piecesOf, type Target } from '../target.ts'

/** What a hostile server sends, in the terminal client and in the web client: lines, screen and page. */
export async function client(): Promise<Target> {
  return {
    name: 'client',
    doc: 'messages of a hostile server, in the state and on the screens of both clients',
    examples: Object.entries(labels).map(([label, { example }]) => {
      const message = { label, ...example }
      const { bytes = 0 } = example as { bytes?: number }
      return joined(bytesOf(`${JSON.stringify(message)}\n`) + '\0'.repeat(bytes))
    }),
    dictionary: [...new Set(Object.entries(labels).flatMap(([label, { example }]) => [label, ...keysOf(example)]))].map(
      (word) => `"${word}"`,
    ),
    draw: (random) => joined(...drawSayings(random)),
    run: (input) => playClient(piecesOf(input).map((piece) => piece.toString('latin1'))),
  }
}

/** The keys of a value at all depths. */
function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return [...own, ...Object.values(value).flatMap(keysOf)]
}
