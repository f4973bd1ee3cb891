import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { toneRecording } from '../helpers/tone-recording.ts'

const FAKE = fileURLToPath(new URL('../studio/transcribe/fake-whisper.mjs', import.meta.url))
const RATE = 16_000

const screens: Screen[] = []
afterEach(async () => {
  for (const screen of screens.splice(0)) await screen.stop()
})

function studio(recording: string, env: NodeJS.ProcessEnv = {}): Screen {
  const home = freshFolder()
  const apart = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home }
  const screen = new Screen(['studio', recording], { columns: 100, rows: 30, env: { ...apart, ...env } })
  screens.push(screen)
  return screen
}

/** Ann and Bo, who each say a tone. */
const meeting = () =>
  toneRecording(
    [
      { name: 'Ann', hz: 500, turns: [[1, 3]] }, // biome-ignore format: a line a person
      { name: 'Bo', hz: 900, turns: [[6, 8]] }, // biome-ignore format: a line a person
    ],
    10,
    RATE,
  )

/** A transcript of it in words. */
function writeTranscript(folder: string): void {
  const said = (user: number, name: string, from: number, text: string) => ({
    ...{ user, name, track: `${user}-${name.toLowerCase()}`, text },
    ...{ from: from * RATE, to: (from + 2) * RATE },
    words: text
      .split(' ')
      .map((word, i) => ({ from: (from + i / 2) * RATE, to: (from + (i + 1) / 2) * RATE, text: word })),
  })
  const utterances = [said(1, 'Ann', 1, 'the café has closed'), said(2, 'Bo', 6, 'another Cafe is open')]
  writeFileSync(join(folder, 'transcript.json'), JSON.stringify({ version: 1, engine: 'test', rate: RATE, utterances }))
}

describe('the transcript in the studio', () => {
  it('is shown below the waveforms, is searchable, and follows the edits', async () => {
    const folder = await meeting()
    writeTranscript(folder)
    const screen = studio(folder)
    await screen.shows(/0:01\s+Ann: the café has closed[\s\S]*0:06\s+Bo: another Cafe is open/)
    screen.type('/')
    await screen.shows('Find in transcript')
    screen.type(`CAFE${keys.enter}`)
    await screen.shows(/0:01\.500[\s\S]*"CAFE": 1 of 2, by Ann/)
    screen.type(';')
    await screen.shows(/0:06\.500[\s\S]*"CAFE": 2 of 2, by Bo/)
    screen.type(',')
    await screen.shows(/0:01\.500[\s\S]*1 of 2/)

    screen.type('gv')
    await screen.shows('Go to time')
    screen.type(`${keys.backspace}0${keys.enter}v`)
    screen.type(`g`)
    await screen.shows('Go to time')
    screen.type(`4${keys.enter}vx`)
    await screen.shows(/edits 1\/1/)
    await screen.shows(/0:02\s+Bo: another Cafe is open/)
    screen.type(';')
    await screen.shows(/0:02\.500[\s\S]*"CAFE": 1 of 1, by Bo/)
    screen.type(`/nothing${keys.enter}`)
    await screen.shows('no match for "nothing"')
    screen.type('t')
    await screen.shows(/^(?![\s\S]*another Cafe)/)
  })

  it('follows a range to another track', async () => {
    const folder = await meeting()
    writeTranscript(folder)
    const screen = studio(folder)
    await screen.shows(/Ann: the café has closed/)
    screen.type('X')
    await screen.shows('select something first')
    screen.type('1aX')
    await screen.shows('Move to track')
    screen.type(keys.enter)
    await screen.shows(/move 10\.0 s at 0:00\.000 of 1-ann to 2-bo/)
    await screen.shows(/0:01\s+Ann: the café has closed/)
    const edits = JSON.parse(readFileSync(join(folder, 'edits.json'), 'utf8'))
    expect(edits.operations).toEqual([{ name: 'move', from: 0, to: 10, tracks: ['1-ann'], at: 0, to_track: '2-bo' }])
  })

  it('is created by an engine in the background, and utterances are exported', async () => {
    const folder = await meeting()
    const engine = `${process.execPath} ${FAKE} -m {model} -l {language} -f {input} -ojf -of {output}`
    const screen = studio(folder, { PARLOR_TRANSCRIBE_ENGINE: engine })
    await screen.shows('1 Ann')
    screen.type('t')
    await screen.shows('No transcript. W creates one.')
    screen.type('W')
    await screen.shows('Path of the model')
    screen.type(`${FAKE}${keys.enter}`)
    await screen.shows(/Ann: hz 500[\s\S]*Bo: hz 900[\s\S]*Transcribed 2 utterances\./)
    expect(readFileSync(join(folder, 'transcript.txt'), 'utf8')).toMatch(/Ann: hz 500\n.*Bo: hz 900\n$/)
    const target = join(freshFolder(), 'said')
    screen.type('U')
    await screen.shows('New folder and format')
    screen.type(`\u0015${target} wav${keys.enter}`)
    await screen.shows('Wrote 2 utterances')
    expect(readdirSync(target).sort()).toEqual(['0001-ann-0m01s.wav', expect.stringMatching(/^0002-bo-0m0[56]s\.wav$/)])
  })

  it('kills an engine that ignores SIGTERM when the studio is closed', async () => {
    const folder = await meeting()
    const pidFile = join(freshFolder(), 'pid')
    const engine = `${process.execPath} ${FAKE} --fake hang --pid ${pidFile} -f {input}`
    const screen = studio(folder, { PARLOR_TRANSCRIBE_ENGINE: engine })
    await screen.shows('1 Ann')
    screen.type('W')
    await screen.shows(/Transcribing: \d+ %/)
    await screen.shows('21 %')
    screen.type('q')
    expect(await screen.exit).toBe(0)
    expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow()
    expect(existsSync(join(folder, 'transcript.json'))).toBe(false)
  })
})
