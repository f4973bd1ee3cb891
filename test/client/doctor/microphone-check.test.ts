import { describe, expect, it } from 'vitest'
import { judgeSignal, SignalMeter } from '../../../src/client/doctor/microphone-check.ts'
import { sine } from '../../helpers/tones.ts'

function judge(...frames: Int16Array[]) {
  const meter = new SignalMeter()
  for (const frame of frames) meter.take(frame)
  return judgeSignal('Mic', meter.signal, -65)
}

describe('the finding about a microphone', () => {
  it('is fine for a normal signal', () => {
    expect(judge(new Int16Array(960), sine(1000, 48_000, 960, 0.1))).toEqual({
      status: 'fine',
      text: 'Mic: -23 dBFS at most',
    })
  })

  it('is wrong without sound, for silence and for clipping, with different advice', () => {
    expect(judge()).toMatchObject({ status: 'wrong', text: 'Mic delivers no sound at all' })
    expect(judge(new Int16Array(960))).toMatchObject({
      status: 'wrong',
      text: 'Mic delivers only silence',
      advice: expect.stringContaining('muted'),
    })
    const torn = sine(1000, 48_000, 960, 1).map((sample) => Math.max(-32768, Math.min(32767, sample * 4)))
    expect(judge(torn)).toMatchObject({ status: 'wrong', text: expect.stringContaining('too loud') })
  })

  it('is a note when the signal is below the threshold', () => {
    expect(judge(Int16Array.from({ length: 960 }, (_, i) => (i % 2 ? 3 : -3)))).toMatchObject({
      status: 'note',
      text: 'Mic: -81 dBFS at most, which is too quiet to be sent',
    })
  })

  it('is fine when one sample clips', () => {
    const frame = sine(1000, 48_000, 4800, 0.5)
    frame[17] = -32768
    expect(judge(frame).status).toBe('fine')
  })
})
