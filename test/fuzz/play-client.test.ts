import { expect, test } from 'vitest'
import { playClient } from '../../fuzz/play-client.ts'
import { SeededRandom } from '../../fuzz/seeded-random.ts'
import { drawSayings } from '../../fuzz/server-lines.ts'

const line = (message: object) => Buffer.from(`${JSON.stringify(message)}\n`).toString('latin1')
const said = { label: 'said', from: 2, name: 'Bo', at: 0 }

test('shows what a correct server sends, and what a hostile one does', () => {
  expect(playClient([])).toBeNull()
  expect(playClient([line({ ...said, text: 'hi' }), '{"label":"said",', 'nonsense\n'])).toBeNull()
  expect(playClient([line({ ...said, name: '\u001B[2J\n', text: '\u001B]52;c;AAAA\u0007' })])).toBeNull()
})

test('keeps little of a long text in the log', () => {
  expect(playClient([line({ ...said, text: 'é'.repeat(400_000) })])).toBeNull()
})

test('repeats the same messages for the same seed', () => {
  expect(drawSayings(new SeededRandom(7))).toEqual(drawSayings(new SeededRandom(7)))
  expect(drawSayings(new SeededRandom(7))).not.toEqual(drawSayings(new SeededRandom(8)))
})
