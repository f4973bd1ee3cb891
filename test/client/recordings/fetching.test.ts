import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fetchFile } from '../../../src/client/recordings/fetch-file.ts'
import { FetchCancelled, Fetching, rateText } from '../../../src/client/recordings/fetching.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const PIECE = 8 * 1024

it('reports progress and the rate of the last two seconds', () => {
  const clock = new ManualClock()
  const fetching = new Fetching('standup/day', clock)
  expect(fetching.status).toEqual({ recording: 'standup/day', share: 0, rate: 0 })
  fetching.total = 1_000_000
  fetching.more(500_000, false)
  expect(fetching.status).toMatchObject({ share: 0.5, rate: 0 })
  for (let i = 0; i < 10; i++) {
    clock.advance(100)
    fetching.more(10_000, true)
  }
  expect(fetching.status).toMatchObject({ share: 0.6, rate: 100_000 })
  clock.advance(1_500)
  expect(fetching.status.rate).toBe(25_000)
  clock.advance(2_000)
  expect(fetching.status.rate).toBe(0)
  expect([rateText(99_600), rateText(1_250_000)]).toEqual(['100 kB/s', '1.3 MB/s'])
})

it('can be cancelled within a file and resumes from there', async () => {
  const path = join(freshFolder(), 'mix.wav')
  const sound = Buffer.from(Array.from({ length: 5 * PIECE + 100 }, (_, i) => i % 251))
  const sha256 = createHash('sha256').update(sound).digest('hex')
  const file = { file: 'mix.wav', bytes: sound.length, sha256 }
  const clock = new ManualClock()
  const first = new Fetching('standup/day', clock, ({ share }) => {
    if (share >= 0.35) first.cancel()
  })
  first.total = sound.length
  const asked: number[] = []
  const ask = async (_: string, offset: number) => {
    asked.push(offset)
    return sound.subarray(offset, offset + PIECE)
  }
  await expect(fetchFile(file, path, { pieceBytes: PIECE, ask }, first)).rejects.toThrow(FetchCancelled)
  expect(existsSync(path)).toBe(false)
  expect(statSync(`${path}.part`).size).toBe(2 * PIECE)

  asked.length = 0
  const second = new Fetching('standup/day', clock)
  second.total = sound.length
  await fetchFile(file, path, { pieceBytes: PIECE, ask }, second)
  expect(asked[0]).toBe(2 * PIECE)
  expect(readFileSync(path).equals(sound)).toBe(true)
  expect(second.status.share).toBe(1)
})
