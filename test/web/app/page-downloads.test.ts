import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MOST_BYTES, PageDownloads } from '../../../src/web/app/page-downloads.ts'

const PIECE = 10
const RECORDING = 'hall/2026-01-31_09-00-00'
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** A server that has one file, fails at an offset if told to, and counts what is requested at once. */
function start(content = 'the voices of a whole meeting, in pieces') {
  const whole = new TextEncoder().encode(content)
  const file = { file: 'mix.wav', bytes: whole.length, sha256: sha256(whole).toString('hex') }
  const told = { offsets: [] as number[], tokens: [] as unknown[], atOnce: 0, most: 0, failAt: -1 }
  const requestPiece = async ({ offset, token }: { offset: number; token?: string }) => {
    told.offsets.push(offset)
    told.tokens.push(token)
    told.most = Math.max(told.most, ++told.atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    told.atOnce--
    if (offset === told.failAt) throw new Error('The connection to the server was lost')
    return { payload: whole.slice(offset, offset + PIECE), total: whole.length, sha256: file.sha256 }
  }
  const kept: { recording: string; token: string }[] = []
  const downloads = new PageDownloads({
    socket: () => ({ requestPiece }) as never,
    pieceBytes: PIECE,
    keys: { all: () => kept, keep: (key) => void kept.push(key) },
    sha256: async (bytes) => sha256(bytes),
  })
  return { downloads, told, file, whole }
}

describe('downloads of a page', () => {
  it('fetch a file in pieces, with two on the way, and tell the progress', async () => {
    const { downloads, told, file, whole } = start()
    const progress: number[] = []
    expect(await downloads.fetch(RECORDING, file, (bytes) => progress.push(bytes))).toEqual(whole)
    expect(told).toMatchObject({ offsets: [0, 10, 20, 30], most: 2 })
    expect(progress).toEqual([10, 20, 30, 40])
  })

  it('continue after a lost connection where they were', async () => {
    const { downloads, told, file, whole } = start()
    told.failAt = 20
    await expect(downloads.fetch(RECORDING, file)).rejects.toThrow('lost')
    told.failAt = -1
    told.offsets.length = 0
    expect(await downloads.fetch(RECORDING, file)).toEqual(whole)
    expect(told.offsets).toEqual([20, 30])
  })

  it('stop when they are cancelled', async () => {
    const { downloads, file } = start()
    const cancelled = new AbortController()
    const fetching = downloads.fetch(RECORDING, file, () => cancelled.abort(new Error('paused')), cancelled.signal)
    await expect(fetching).rejects.toThrow('paused')
  })

  it('refuse a file with another checksum, pieces of another size, and what a browser cannot hold', async () => {
    const { downloads, file } = start()
    await expect(downloads.fetch(RECORDING, { ...file, sha256: '0'.repeat(64) })).rejects.toThrow('damaged')
    await expect(downloads.fetch(RECORDING, { ...file, bytes: 55 })).rejects.toThrow('damaged')
    await expect(downloads.fetch(RECORDING, { ...file, bytes: MOST_BYTES + 1 })).rejects.toThrow('too large')
  })

  it('send the key of the recording that the server gave', async () => {
    const { downloads, told, file } = start()
    downloads.keep({ recording: RECORDING, token: 'secret' })
    await downloads.fetch(RECORDING, file)
    expect(new Set(told.tokens)).toEqual(new Set(['secret']))
  })

  it('list the files of the description', async () => {
    const { downloads } = start(JSON.stringify({ files: [{ file: 'mix.wav', bytes: 4, sha256: '00' }] }))
    expect(await downloads.files(RECORDING)).toEqual([{ file: 'mix.wav', bytes: 4, sha256: '00' }])
  })
})
