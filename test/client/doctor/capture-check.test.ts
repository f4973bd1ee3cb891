import { describe, expect, it } from 'vitest'
import { type Attempt, judgeCapture } from '../../../src/client/doctor/capture-check.ts'

const works = (backend: Attempt['backend']) => ({ backend, label: 'screen 1 (800x600)', problem: '' })
const fails = (backend: Attempt['backend'], problem: string) => ({ backend, label: null, problem })

describe('the finding about screen capture', () => {
  it('is a note when there is no screen', () => {
    expect(judgeCapture(null, 'auto', [])).toMatchObject([
      { status: 'note', text: expect.stringContaining('DISPLAY'), advice: expect.stringContaining('desktop') },
    ])
  })

  it('names the backend that works, and a better one that failed', () => {
    expect(judgeCapture('x11', 'auto', [works('ffmpeg')])).toEqual([
      { status: 'fine', text: 'ffmpeg captures screen 1 (800x600)' },
    ])
    const tried = [fails('ffmpeg', 'ffmpeg is not installed'), works('node-screenshots')]
    expect(judgeCapture('x11', 'auto', tried)).toMatchObject([
      { status: 'note', text: expect.stringMatching(/^node-screenshots captures .*ffmpeg is not installed$/) },
    ])
  })

  it('advises what to install when no backend works, but not when the display cannot be opened', () => {
    const none = [fails('ffmpeg', 'it is missing'), fails('node-screenshots', 'so is this')]
    expect(judgeCapture('x11', 'auto', none)).toMatchObject([
      { status: 'wrong', advice: expect.stringMatching(/apt install ffmpeg.*libxcb1/) },
    ])
    const shut = none.map(({ backend }) => fails(backend, 'the display cannot be opened'))
    expect(judgeCapture('x11', 'auto', shut)).toEqual([
      { status: 'wrong', text: expect.stringContaining('the display cannot be opened') },
    ])
    expect(judgeCapture('wayland', 'ffmpeg', [fails('ffmpeg', 'black')])).toMatchObject([
      { status: 'wrong', advice: expect.stringContaining('leave out --capture') },
    ])
  })
})
