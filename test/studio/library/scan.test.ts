import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../src/studio/library/library-entry.ts'
import { scan } from '../../../src/studio/library/scan.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { putFile, putFolder } from '../../helpers/recordings.ts'

async function scanned(folder: string): Promise<Record<string, Entry>> {
  const entries: Entry[] = []
  for await (const batch of scan(folder)) entries.push(...batch)
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]))
}

describe('a scan of the record folder', () => {
  it('reads a client recording from its name, folder and header', async () => {
    const folder = freshFolder()
    const path = await putFile(folder, 'standup/2026-01-31_09-30-00', 2)
    writeFileSync(`${path}.edits.json`, '{}')
    const { 'standup/2026-01-31_09-30-00': entry } = await scanned(folder)
    expect(entry).toMatchObject({
      ...{ path, kind: 'file', room: 'standup', people: [], seconds: 2, ended: true, problem: null },
      ...{ edited: true, transcript: false, sound: path, date: new Date(2026, 0, 31, 9, 30).getTime() },
    })
    expect(entry!.bytes).toBe(2 * 8_000 * 2 + 44 + 2)
  })

  it('reads a server recording from its description', async () => {
    const folder = freshFolder()
    const path = await putFolder(folder, 'standup/2026-01-31_09-00-00', ['Ann', 'Bo'])
    writeFileSync(join(path, 'transcript.json'), '{}')
    const { 'standup/2026-01-31_09-00-00': entry, ...others } = await scanned(folder)
    expect(Object.keys(others)).toEqual([])
    expect(entry).toMatchObject({
      ...{ path, kind: 'folder', room: 'Stand-up', people: ['Ann', 'Bo'], seconds: 3, ended: true },
      ...{ problem: null, edited: false, transcript: true, date: Date.parse('2026-01-31T09:00:00Z') },
    })
    expect(entry!.bytes).toBeGreaterThan(3 * 3 * 8_000 * 2)
  })

  it('finds nothing in a missing folder, and fails for an unreadable one', async () => {
    const folder = freshFolder()
    expect(await scanned(join(folder, 'missing'))).toEqual({})
    writeFileSync(join(folder, 'file'), '')
    await expect(scanned(join(folder, 'file'))).rejects.toThrow('ENOTDIR')
  })

  it('reports the problems of damaged recordings', async () => {
    const folder = freshFolder()
    const text = join(folder, 'text.wav')
    writeFileSync(text, 'no sound at all')
    truncateSync(await putFile(folder, 'cut'), 20_000)
    writeFileSync(join(await putFolder(folder, 'damaged', ['Ann']), 'recording.json'), '{"version":1')
    rmSync(join(await putFolder(folder, 'robbed', ['Ann', 'Bo']), 'tracks/2-bo.wav'))
    await putFolder(folder, 'killed', ['Ann'], { ended: null, seconds: 0 })
    await putFolder(folder, 'full', ['Ann'], { problem: 'the disk is full' })
    mkdirSync(join(folder, 'half'))
    writeFileSync(join(folder, 'half/mix.wav.part'), 'RIFF')
    const found = await scanned(folder)
    const problems = Object.fromEntries(Object.values(found).map(({ name, problem }) => [name, problem]))
    expect(problems).toEqual({
      text: 'not a sound file',
      cut: 'recording was interrupted',
      damaged: 'recording.json is damaged: it is not JSON',
      robbed: '1 of 2 tracks is missing',
      killed: 'interrupted, or still being recorded',
      full: 'the disk is full',
      half: 'incomplete; fetch it again',
    })
    expect(found.killed).toMatchObject({ seconds: 3, ended: false })
    expect(found.cut!.seconds).toBeCloseTo((20_000 - 44) / 16_000)
  })

  it('does not follow links or block on pipes', async () => {
    const folder = freshFolder()
    const outside = freshFolder()
    const secret = await putFile(outside, 'secret')
    await putFolder(outside, 'all', ['Ann'])
    symlinkSync(outside, join(folder, 'elsewhere'))
    symlinkSync(secret, join(folder, 'linked.wav'))
    execFileSync('mkfifo', [join(folder, 'pipe.wav')])
    const inner = await putFolder(folder, 'inner', ['Ann'])
    rmSync(join(inner, 'mix.wav'))
    symlinkSync(secret, join(inner, 'mix.wav'))
    rmSync(join(inner, 'tracks'), { recursive: true })
    symlinkSync(join(outside, 'all/tracks'), join(inner, 'tracks'))
    const found = await scanned(folder)
    const entries = Object.values(found).map(({ name, problem, sound }) => [name, problem, sound])
    expect(entries.sort()).toEqual([
      ['elsewhere', 'symbolic link, not followed', null],
      ['inner', '1 of 1 tracks is missing', null],
      ['linked.wav', 'symbolic link, not followed', null],
      ['pipe', 'not a regular file', null],
    ])
  })

  it('ignores hidden files and files that are not recordings', async () => {
    const folder = freshFolder()
    await putFile(folder, '.hidden')
    await putFile(folder, '.trash/old')
    await putFile(folder, 'a/b/c/d/deep')
    await putFile(folder, 'a/b/c/d/e/too-deep')
    writeFileSync(join(folder, 'notes.txt'), '')
    expect(Object.keys(await scanned(folder))).toEqual(['a/b/c/d/deep'])
  })
})
