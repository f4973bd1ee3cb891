import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readEdits } from '../../src/studio/edit/edits-file.ts'
import { freshFolder } from '../helpers/folder.ts'
import { writeTalk } from '../helpers/recorded-talk.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { readWavFile } from '../helpers/wav-files.ts'

const RATE = 16_000
const home = '\u001B[H'
const shiftRight = '\u001B[1;2C'

const screens: Screen[] = []
afterEach(async () => {
  await Promise.all(screens.splice(0).map((screen) => screen.stop()))
})

/** The studio with a recording at a terminal. */
function studio(recording: string, ...flags: string[]): Screen {
  const home = join(recording, '..', 'home')
  const env = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home }
  const screen = new Screen(['studio', recording, ...flags], { columns: 100, rows: 30, env })
  screens.push(screen)
  return screen
}

/** Samples of a WAV file. */
async function samplesOf(path: string): Promise<Int16Array> {
  return (await readWavFile(path)).samples
}

describe('the studio', () => {
  it('opens a recording, zooms, selects, cuts, undoes, plays and exports', async () => {
    const folder = freshFolder()
    const recording = await writeTalk(folder, RATE)
    const speaker = join(folder, 'heard.wav')
    const screen = studio(recording, '--speaker', speaker)
    await screen.shows(/standup 2026-11-21 09:30 {2}Ann, Bo, Priya[\s\S]*1 Ann[\s\S]*▁[\s\S]*3 Priya[\s\S]*1:00 wide/)

    screen.type('+')
    await screen.shows('30.0 s wide')
    screen.type('f')
    await screen.shows('1:00 wide')

    screen.type('v')
    await screen.shows('selecting')
    screen.type('g')
    await screen.shows('Go to time')
    screen.type(`15${keys.enter}v`)
    await screen.shows('0:00.000 to 0:15.000 (15.0 s)')
    screen.type('x')
    await screen.shows(/edited, 0:45[\s\S]*edits 1\/1 {2}saved[\s\S]*cut 15\.0 s at 0:00\.000/)
    expect(readEdits(join(recording, 'edits.json')).operations).toEqual([{ name: 'cut', from: 0, to: 15 }])

    screen.type('e')
    await screen.shows('Export to')
    screen.type(`\u0015${join(folder, 'cut.wav')}${keys.enter}`)
    await screen.shows('Exported 45.0 s')
    const mix = await samplesOf(join(recording, 'mix.wav'))
    const exported = await samplesOf(join(folder, 'cut.wav'))
    expect(exported).toHaveLength(45 * RATE)
    expect(exported.subarray(RATE, 2 * RATE)).toEqual(mix.subarray(16 * RATE, 17 * RATE))

    screen.type('u')
    await screen.shows(/edits 0\/1 {2}saved/)
    // Undo restores the selection, and keys that arrive together are handled in order.
    screen.type('xu')
    await screen.shows(/undone: cut/)
    await screen.shows('0:00.000 to 0:15.000 (15.0 s)')

    screen.type(keys.escape)
    await screen.shows('1:00 wide')
    screen.type(`${home}2S `)
    await screen.shows(/▶ 0:0[0-9]\.[0-9]{3}/)
    await screen.shows(/▶ 0:01\./)
    screen.type(' ')
    await screen.shows('‖ 0:01.')
    screen.type('q')
    expect(await screen.exit).toBe(0)
    // Bo is silent for the first eight seconds, and Ann is not audible.
    const heard = await samplesOf(speaker)
    expect(heard.length).toBeGreaterThan(RATE)
    expect(heard.every((sample) => Math.abs(sample) < 10)).toBe(true)
  })

  it('finds the edits of a killed studio, and is read-only while another studio is open', async () => {
    const recording = await writeTalk(freshFolder(), RATE)
    const first = studio(recording, '--speaker', 'null')
    await first.shows('1:00 wide')
    first.type(shiftRight)
    await first.shows('0:00.000 to')
    first.type('s')
    await first.shows(/edits 1\/1 {2}saved/)

    const second = studio(recording, '--speaker', 'null')
    await second.shows('read only')
    second.type('a')
    second.type('s')
    await second.shows(/Another studio is editing this recording \(process \d+\)/)
    second.type('q')
    expect(await second.exit).toBe(0)

    first.signal('SIGKILL')
    await first.exit
    const third = studio(recording, '--speaker', 'null')
    await third.shows(/edits 1\/1 {2}saved/)
    third.type('q')
    expect(await third.exit).toBe(0)
    expect(existsSync(join(recording, 'edits.json.lock'))).toBe(false)
    expect(JSON.parse(readFileSync(join(recording, 'edits.json'), 'utf8')).done).toBe(1)
  })

  it('reports an error when the recording cannot be opened', async () => {
    const screen = new Screen(['studio', join(freshFolder(), 'none.wav')])
    screens.push(screen)
    await screen.shows(/cannot read .*none\.wav: file not found\./)
    expect(await screen.exit).toBe(2)
    expect(screen.fullScreen).toBe(false)
  })
})
