import { describe, expect, it } from 'vitest'
import { judgeRoundTrips } from '../../../src/client/doctor/server-check.ts'

describe('the finding about round trips', () => {
  it('reports median and maximum', () => {
    expect(judgeRoundTrips('S', [5, 1, 2, 3, 4, 1, 2, 3, 4, 9.5])).toEqual({
      status: 'fine',
      text: 'S: 10 answers, median 3.0 ms, max 9.5 ms',
    })
  })

  it('is wrong for a long median, and a note for a long maximum', () => {
    expect(judgeRoundTrips('S', [160, 160, 20])).toMatchObject({ status: 'wrong' })
    expect(judgeRoundTrips('S', [20, 20, 130])).toMatchObject({ status: 'note' })
  })

  it('is wrong when an answer is missing', () => {
    expect(judgeRoundTrips('S', [1, 2, null])).toMatchObject({
      status: 'wrong',
      text: 'S did not answer 1 of 3 requests',
    })
    expect(judgeRoundTrips('S', [null])).toMatchObject({ status: 'wrong' })
  })
})
