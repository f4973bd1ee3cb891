import { expect, it } from 'vitest'
import { type SpeakerTurn, SpeakerTurns } from '../../../src/server/recording/recording.ts'

it('reports the turns of each speaker, including the pauses between words', () => {
  const turns: SpeakerTurn[] = []
  const speakers = new SpeakerTurns(20, (turn) => turns.push(turn))
  for (const at of [0, 20, 40, 400, 2_000, 2_020]) speakers.level(1, at, -20)
  speakers.level(2, 2_000, -80)
  speakers.level(2, 2_500, -30)
  expect(turns).toEqual([{ user: 1, from: 0, to: 420 }])
  speakers.poll(2_700)
  expect(turns).toHaveLength(2)
  speakers.close()
  expect(turns.slice(1)).toEqual([
    { user: 1, from: 2_000, to: 2_040 },
    { user: 2, from: 2_500, to: 2_520 },
  ])
})
