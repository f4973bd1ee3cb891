import { expect, test } from 'vitest'
import { hotFunctions } from '../../bench/hot-functions.ts'

const frame = (functionName: string, url: string, lineNumber: number) => ({ functionName, url, lineNumber })

test('sums time by function without idle time, hottest first', () => {
  const nodes = [
    { id: 1, callFrame: frame('(idle)', '', -1) },
    { id: 2, callFrame: frame('mix', 'file:///a/mixer.js', 9) },
    { id: 3, callFrame: frame('', 'file:///a/room.js', 0) },
    { id: 4, callFrame: frame('mix', 'file:///a/mixer.js', 9) },
  ]
  const profile = { nodes, samples: [1, 2, 3, 4, 1], timeDeltas: [500, 20, 40, 40, 900] }
  expect(hotFunctions(profile, 5)).toEqual([
    { where: 'mix mixer.js:10', share: 0.6 },
    { where: '(anonymous) room.js:1', share: 0.4 },
  ])
  expect(hotFunctions(profile, 1)).toHaveLength(1)
})
