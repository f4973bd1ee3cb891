import { describe, expect, it } from 'vitest'
import { judgeRoundTrips } from '../../../src/client/doctor/server-check.ts'

describe('round trips', () => {
  it('are told by their half and their longest', () => {
    expect(judgeRoundTrips('S', [5, 1, 2, 3, 4, 1, 2, 3, 4, 9.5])).toEqual({
      status: 'fine',
      text: 'S: 10 answers, half of them within 3.0 ms, all within 9.5 ms',
    })
  })

  it('are wrong where one talks over each other, and noted where they jump', () => {
    expect(judgeRoundTrips('S', [160, 160, 20])).toMatchObject({ status: 'wrong' })
    expect(judgeRoundTrips('S', [20, 20, 130])).toMatchObject({ status: 'note' })
  })

  it('are wrong where an answer is missing', () => {
    expect(judgeRoundTrips('S', [1, 2, null])).toMatchObject({
      status: 'wrong',
      text: 'S left 1 of 3 questions without an answer',
    })
    expect(judgeRoundTrips('S', [null])).toMatchObject({ status: 'wrong' })
  })
})
