import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../helpers/program.ts'
import { putFile, putFolder } from '../helpers/recordings.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { startServer } from '../helpers/server-process.ts'

let home: string
let folder: string
let env: NodeJS.ProcessEnv
const screens: Screen[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'parlor-library-'))
  folder = join(home, 'recordings')
  env = { HOME: home, XDG_DATA_HOME: join(home, 'data'), DISPLAY: '', WAYLAND_DISPLAY: '' }
  await putFile(folder, 'standup/2026-01-31_09-30-00', 5)
  await putFile(folder, 'standup/2026-02-01_09-30-00', 65)
  await putFolder(folder, 'planning/2026-01-30_10-00-00', ['Ann', 'Zoë'], {
    started: '2026-01-30T10:00:00.000Z',
    room: 'Planning',
  })
  writeFileSync(join(folder, 'broken.wav'), 'no sound')
})
afterEach(async () => {
  await Promise.all(screens.splice(0).map((screen) => screen.stop()))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function open(args: readonly string[]): Screen {
  const screen = new Screen([...args, '--record-folder', folder], { env, columns: 120 })
  screens.push(screen)
  return screen
}

/** The rows of the list, between the column heads and the footer. */
const rowsOf = (screen: Screen) => screen.lines.slice(2, -3).filter((line) => line.trim() !== '')

describe('the list of recordings', () => {
  it('shows recordings with waveforms, and filters, renames, deletes, restores and opens them', async () => {
    const list = open(['studio'])
    await list.shows(/2026-02-01 09:30 {2}standup +▁[▁▂▃▄▅▆▇]+█+ +1:05/)
    await list.shows(/Planning +[▅▆▇█]+ +0:03 .* Ann, Zoë/)
    expect(list.find('not a sound file')).toEqual({ x: expect.any(Number), y: 2 })
    expect(rowsOf(list)).toHaveLength(4)

    list.type('s')
    await list.shows(/Length ▾/)
    expect(rowsOf(list)[0]).toContain('2026-02-01 09:30')
    list.type('/plan')
    await list.shows('1 of 4')
    list.type(`${keys.enter}r`)
    await list.shows('New name:')
    list.type(`\u0015Kick off!${keys.enter}`)
    await list.shows('Renamed to kick-off.')
    expect(readdirSync(join(folder, 'planning'))).toEqual(['kick-off'])

    list.type('d')
    await list.shows('Moved kick-off to the trash; u restores it.')
    await list.shows('No matches')
    expect(existsSync(join(folder, 'planning/kick-off'))).toBe(false)
    expect(readdirSync(join(home, 'data/Trash/files'))).toHaveLength(1)
    list.type('u')
    await list.shows(/▸ 2026-01-30 .*kick-off, Planning/)
    expect(existsSync(join(folder, 'planning/kick-off/recording.json'))).toBe(true)

    list.type(keys.escape)
    await list.shows(/Recordings \S+ +4, /)
    list.type(`g${keys.enter}`)
    await list.shows(/2026-02-01_09-30-00 .*1:05/)
    await list.shows('q close')
    list.type('q')
    await list.shows(/Length ▾/)
    list.type('q')
    expect(await list.exit).toBe(0)
  })

  it('shows why a damaged recording cannot be opened, and the folder of a recording', async () => {
    const list = open(['studio'])
    await list.shows('broken')
    list.type(`g${keys.enter}`)
    await list.shows('not a sound file')
    list.click(10, list.find('2026-02-01').y)
    await list.shows(/▸ 2026-02-01/)
    list.type('o')
    await list.shows(`The recording is in ${join(folder, 'standup')}.`)
    list.resize(38, 12)
    await list.shows(/^ ▸ 2026-02-01 09:30 +standup *$/m)
  })

  it('opens on top of a meeting, which continues', async () => {
    const server = await startServer()
    try {
      const silent = ['--mic', 'null', '--speaker', 'null']
      const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', 'hall', '--create']
      const ann = open([...to, ...silent, '--name', 'Ann'])
      await ann.shows('You are in hall')
      ann.type('r')
      await ann.shows('RECORDED by you')
      ann.type('r')
      await ann.shows('Press e to open your recordings in the studio.')
      ann.type('e')
      await ann.shows(/▸ .* hall /)
      const bo = open([...to, ...silent, '--name', 'Bo'])
      await bo.shows('With you: Ann')
      ann.type(keys.enter)
      await ann.shows('Space play')
      ann.type('q')
      await ann.shows('Enter open')
      ann.type('q')
      await ann.shows('Bo joined.')
      ann.type(`/studio nothing${keys.enter}`)
      await ann.shows('no recording nothing in')
    } finally {
      await server.stop()
    }
  })

  it('is printed for scripts, and needs a terminal otherwise', async () => {
    const listed = await runProgram('client/main.js', ['studio', '--list', '--record-folder', folder])
    expect(listed.text).toMatch(/^Date +Length +Size +Room +People +Recording\n/)
    expect(listed.text).toMatch(/2026-02-01 09:30 +1:05 +1\.\d MB +standup +standup\/2026-02-01_09-30-00\n/)
    const args = ['studio', '--list', '--json', '--record-folder', folder]
    const entries = JSON.parse((await runProgram('client/main.js', args)).text)
    const broken = entries.find(({ name }: { name: string }) => name === 'broken')
    expect(broken).toMatchObject({ kind: 'file', ended: false, problem: 'not a sound file' })
    const shown = await runProgram('client/main.js', ['studio', '--record-folder', folder])
    expect(shown.code).toBe(2)
    expect(shown.text).toContain('needs a terminal')
  })
})
