import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { readEdits } from '../../../src/studio/edit/edits-file.ts'
import { EditError } from '../../../src/studio/edit/operations.ts'
import { saveAs } from '../../../src/studio/export/copy-project.ts'
import { Studio } from '../../../src/studio/model/studio.ts'
import { loadRecording } from '../../../src/studio/studio-scene.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { writeTalk } from '../../helpers/recorded-talk.ts'

const RATE = 8_000
const open: Studio[] = []
afterEach(async () => {
  for (const studio of open.splice(0)) await studio.close()
})

let talk: string
beforeAll(async () => {
  talk = await writeTalk(mkdtempSync(join(tmpdir(), 'parlor-talk-')), RATE)
})
afterAll(() => rmSync(dirname(talk), { recursive: true }))

/** Opens a copy of the sample talk, or the recording at a path. */
async function opened(path?: string) {
  const recording = path ?? join(freshFolder(), 'standup')
  if (path === undefined) cpSync(talk, recording, { recursive: true })
  const { session, about } = await loadRecording(recording)
  const messages: string[] = []
  const studio = new Studio(session, about, systemClock, 'null', {
    changed() {},
    notify: (_kind, text) => messages.push(text),
  })
  studio.fit(100, ['1-ann', '2-bo', '3-priya'])
  open.push(studio)
  return { studio, recording, messages, editsPath: session.project.editsPath }
}

describe('a recording in the studio', () => {
  it('has its people, turns and markers', async () => {
    const { studio } = await opened()
    const { about, landmarks, length } = studio.state
    expect(about.title).toBe('standup')
    expect([...about.people]).toEqual([
      ['1-ann', 'Ann'],
      ['2-bo', 'Bo'],
      ['3-priya', 'Priya'],
    ])
    expect(landmarks.turns).toHaveLength(9)
    expect(landmarks.markers.map(({ text }) => text)).toEqual(['the release', 'decided'])
    expect(length).toBe(60 * RATE)
  })

  it('saves each edit, and restores the selection on undo', async () => {
    const { studio, messages, editsPath } = await opened()
    const selection = { from: RATE, to: 3 * RATE }
    studio.setView({ ...studio.state.view, selection, playhead: RATE })
    await studio.edit({ name: 'cut', from: 1, to: 3 }, (view) => ({ ...view, selection: null }))
    expect(readEdits(editsPath)).toEqual({ done: 1, operations: [{ name: 'cut', from: 1, to: 3 }] })
    expect(studio.state.length).toBe(58 * RATE)
    expect(studio.state.view.selection).toBeNull()
    // The whole timeline stays visible.
    expect(studio.state.view.scale).toBe((58 * RATE) / 100)
    studio.undo()
    expect(readEdits(editsPath).done).toBe(0)
    expect(studio.state.view.selection).toEqual(selection)
    studio.redo()
    expect(studio.state.edits).toEqual({ done: 1, all: 1 })
    expect(messages.map((text) => text.replace(/ 2\.00.*/, ''))).toEqual(['cut', 'undone: cut', 'redone: cut'])
  })

  it('can be opened again as soon as it is closed', async () => {
    const { studio, recording } = await opened()
    const { studio: second } = await opened(recording)
    expect(second.state.readOnly).toMatch(/Another studio is editing this recording/)
    const left = studio.close()
    const { studio: third } = await opened(recording)
    expect(third.state.readOnly).toBeNull()
    await left
  })

  it('refuses an invalid edit and stays unchanged', async () => {
    const { studio } = await opened()
    await expect(studio.edit({ name: 'cut', from: 70, to: 80 })).rejects.toThrow(EditError)
    expect(studio.state.edits).toEqual({ done: 0, all: 0 })
    expect(studio.state.busy).toBeNull()
  })

  it('measures in the background, and can be cancelled', async () => {
    const { studio, messages } = await opened()
    const done = studio.edit({ name: 'normalise', measure: 'loudness' })
    expect(studio.state.busy?.what).toMatch(/normalise loudness/)
    expect(studio.cancel()).toBe(true)
    await done
    expect(studio.state.edits.all).toBe(0)
    expect(messages).toEqual(['Cancelled'])
    await studio.edit({ name: 'normalise', measure: 'peak' })
    expect(Object.keys((studio.session.edits.operations[0] as { gains: object }).gains)).toHaveLength(3)
  })

  it('goes back and forward to any of its edits', async () => {
    const { studio } = await opened()
    for (const at of [10, 20, 30]) await studio.edit({ name: 'split', at })
    studio.goBackTo(1)
    expect(studio.state.landmarks.edges).toEqual([0, 10 * RATE, 60 * RATE])
    studio.goBackTo(3)
    expect(studio.state.landmarks.edges).toHaveLength(5)
  })

  it('draws its waveforms from the peaks, following the edits', async () => {
    const { studio } = await opened()
    const loud = (from: number, to: number) => {
      const columns = studio.state.waves.tracks.get('1-ann')
      return columns ? Math.max(...columns.max.slice(from, to)) : -1
    }
    // Ann speaks from 0.6 to 7.2 s: column 1 to 12 of 100.
    await eventually(() => loud(2, 11)).toBeGreaterThan(2_000)
    await studio.edit({ name: 'silence', from: 0, to: 12 })
    await eventually(() => loud(2, 11)).toBe(0)
    expect(studio.state.waves.overview?.max).toHaveLength(100)
  })

  it('is saved under another name with its edits, or as its edits alone', async () => {
    const { studio, recording } = await opened()
    await studio.edit({ name: 'cut', from: 0, to: 5 })
    const copy = `${recording}-2`
    expect(await saveAs(recording, studio.session.edits, copy)).toContain(copy)
    const { studio: second } = await opened(copy)
    expect(second.state.length).toBe(55 * RATE)
    expect(second.state.landmarks.turns).toHaveLength(9)
    const list = join(recording, '..', 'list.json')
    await saveAs(recording, studio.session.edits, list)
    expect(await readFile(list, 'utf8')).toBe(await readFile(join(recording, 'edits.json'), 'utf8'))
    await expect(saveAs(recording, studio.session.edits, list)).rejects.toThrow(/already exists/)
  })

  it('is saved as a single file with edits for the renamed track', async () => {
    const { recording } = await opened()
    const path = join(recording, 'mix.wav')
    const { studio } = await opened(path)
    await studio.edit({ name: 'gain', db: -6, tracks: ['mix'] })
    const copy = join(recording, '..', 'take.wav')
    await saveAs(path, studio.session.edits, copy)
    const { studio: second } = await opened(copy)
    expect(second.session.edits.operations).toEqual([{ name: 'gain', db: -6, tracks: ['take'] }])
  })
})
