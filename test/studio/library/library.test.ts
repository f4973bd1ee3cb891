import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { Library } from '../../../src/studio/library/library.ts'
import { lockEdits } from '../../../src/studio/model/edit-lock.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { putFile, putFolder } from '../../helpers/recordings.ts'

// The location of the trash is cached per process.
const home = mkdtempSync(join(tmpdir(), 'parlor-home-'))
vi.stubEnv('HOME', home)
vi.stubEnv('XDG_DATA_HOME', join(home, 'data'))
const trash = join(home, 'data/Trash')
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function loaded(folder: string): Promise<Library> {
  const library = new Library(folder, systemClock, () => {})
  onTestFinished(() => library.close())
  await library.load()
  return library
}

const named = (library: Library, name: string) => library.entries.find((entry) => entry.name === name)!

describe('Library', () => {
  it('moves a file with its sidecars to the trash of the desktop, and restores it', async () => {
    const folder = freshFolder()
    const path = await putFile(folder, 'standup/day')
    const kept = await putFile(folder, 'standup/day-2')
    writeFileSync(`${path}.edits.json`, 'edits of it')
    const library = await loaded(folder)
    await library.delete(named(library, 'standup/day'))
    expect(library.entries.map(({ name }) => name)).toEqual(['standup/day-2'])
    expect(readdirSync(join(folder, 'standup'))).toEqual(['day-2.wav'])
    const infos = readdirSync(join(trash, 'info')).map((info) => readFileSync(join(trash, 'info', info), 'utf8'))
    expect(infos.map((text) => /^Path=(.*)$/m.exec(text)?.[1]).sort()).toEqual([path, `${path}.edits.json`])
    expect(infos[0]).toMatch(/^\[Trash Info\]\nPath=.*\nDeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
    expect(library.deleted).toBe(path)

    expect(await library.undoDelete()).toBe(path)
    expect(readFileSync(`${path}.edits.json`, 'utf8')).toBe('edits of it')
    expect(library.entries.map(({ path: at }) => at).sort()).toEqual([kept, path])
    expect([readdirSync(join(trash, 'info')), readdirSync(join(trash, 'files'))]).toEqual([[], []])
    await expect(library.undoDelete()).rejects.toThrow('nothing to restore')
  })

  it('moves a folder to the trash, and does not restore it over another', async () => {
    const folder = freshFolder()
    const path = await putFolder(folder, 'standup/day', ['Ann'])
    const library = await loaded(folder)
    await library.delete(named(library, 'standup/day'))
    expect(existsSync(path)).toBe(false)
    await putFolder(folder, 'standup/day', ['Bo'])
    await expect(library.undoDelete()).rejects.toThrow('exists again')
    expect(readFileSync(join(path, 'recording.json'), 'utf8')).toContain('Bo')
  })

  it('renames a recording and lists its new name', async () => {
    const folder = freshFolder()
    await putFolder(folder, 'standup/day', ['Ann'])
    const library = await loaded(folder)
    const renamed = await library.rename(named(library, 'standup/day'), 'Kick off')
    expect(renamed).toMatchObject({ name: 'standup/kick-off', people: ['Ann'], problem: null })
    expect(library.entries).toEqual([renamed])
  })

  it('refuses to move a recording that is open in a studio or still being recorded', async () => {
    const folder = freshFolder()
    const open = await putFile(folder, 'open')
    const lock = lockEdits(`${open}.edits.json`)
    const growing = await putFile(folder, 'growing')
    const library = await loaded(folder)
    await expect(library.rename(named(library, 'open'), 'x')).rejects.toThrow(
      /the recording is open in a studio \(process \d+\)/,
    )
    await expect(library.delete(named(library, 'open'))).rejects.toThrow('close it first')
    const grow = setInterval(() => appendFileSync(growing, Buffer.alloc(100)), 50)
    onTestFinished(() => clearInterval(grow))
    await expect(library.delete(named(library, 'growing'))).rejects.toThrow('the recording is still running')
    expect([existsSync(open), existsSync(growing)]).toEqual([true, true])
    clearInterval(grow)
    if (lock.ok) lock.value.release()
    await library.rename(named(library, 'open'), 'closed')
    expect(existsSync(join(folder, 'closed.wav'))).toBe(true)
  })

  it('reports why its folder cannot be read', async () => {
    const file = join(freshFolder(), 'file')
    writeFileSync(file, '')
    const { entries, problem } = await loaded(file)
    expect(entries).toEqual([])
    expect(problem).toContain(`${file} cannot be read: `)
  })
})
