import { describe, expect, it } from 'vitest'
import type { FetchStatus } from '../../../src/client/recordings/fetching.ts'
import type { SharingStatus } from '../../../src/client/sharing/sharing.ts'
import { onSample } from '../../../src/client/tui/on-sample.ts'
import { type Sample, SILENT_SAMPLE, type UiState } from '../../../src/client/tui/state.ts'
import { meterShare } from '../../../src/tui/view/meter.ts'
import { inRoom } from './states.ts'

function sampled(state: UiState, sample: Partial<Sample>, now = state.now): UiState {
  return onSample(state, {
    event: 'sampled',
    sample: { ...SILENT_SAMPLE, ...sample },
    now,
    mode: { ...state.mode, processing: [...state.mode.processing] },
    sharing: null,
    fetching: null,
  })
}

describe('a sample', () => {
  it('changes nothing while nobody talks', () => {
    const state = inRoom()
    expect(sampled(state, {}, 50_000)).toBe(state)
    expect(sampled(state, { microphone: -75, speaker: -61 }, 50_000)).toBe(state)
  })

  it('counts lost frames only while frames are being lost', () => {
    const lossy = sampled(inRoom(), { dropped: 50 }, 1_000)
    expect(lossy.losses.frames).toBe(50)
    const worse = sampled(lossy, { dropped: 56 }, 4_000)
    expect(worse.losses.frames).toBe(56)
    expect(sampled(worse, { dropped: 56 }, 8_900)).toBe(worse)
    const steady = sampled(worse, { dropped: 56 }, 9_000)
    expect(steady.losses.frames).toBe(0)
    expect(sampled(steady, { dropped: 58 }, 60_000).losses.frames).toBe(2)
  })

  it('arms the consent question after a moment', () => {
    const consent = { room: 'standup', by: 'Bo', recording: 'standup/1', since: 1_000, armed: false }
    const state = inRoom({ consent })
    expect(sampled(state, {}, 1_600)).toBe(state)
    const ready = sampled(state, {}, 1_700)
    expect(ready.consent).toEqual({ ...consent, armed: true })
    expect(sampled(ready, {}, 5_000)).toBe(ready)
  })

  it('rounds levels to 4 dB', () => {
    const state = sampled(inRoom(), { microphone: -20.4, roundTrip: 3.2 })
    expect(state.sample).toMatchObject({ microphone: -20, roundTrip: 3 })
    expect(sampled(state, { microphone: -21.5, roundTrip: 2.9 })).toBe(state)
    expect(sampled(state, { microphone: -23, roundTrip: 3.2 })).not.toBe(state)
  })

  it('updates the round trip only on a significant change', () => {
    const state = sampled(inRoom(), { roundTrip: 3.2 })
    expect(sampled(state, { roundTrip: 5.9 })).toBe(state)
    expect(sampled(state, { roundTrip: 6.4 }).sample.roundTrip).toBe(6)
    const slow = sampled(state, { roundTrip: 200 })
    expect(sampled(slow, { roundTrip: 160 })).toBe(slow)
    expect(sampled(slow, { roundTrip: 149 }).sample.roundTrip).toBe(149)
    expect(sampled(slow, { roundTrip: null }).sample.roundTrip).toBeNull()
  })

  it('updates the transmission mode', () => {
    const state = inRoom()
    const mode = { ...state.mode, processing: ['noise'] }
    const changed = onSample(state, {
      event: 'sampled',
      sample: SILENT_SAMPLE,
      now: 0,
      mode,
      sharing: null,
      fetching: null,
    })
    expect(changed.mode.processing).toEqual(['noise'])
    expect(
      onSample(changed, {
        event: 'sampled',
        sample: SILENT_SAMPLE,
        now: 9,
        mode: { ...mode },
        sharing: null,
        fetching: null,
      }),
    ).toBe(changed)
  })

  it('rounds the figures of the share', () => {
    const sharing = { kind: 'screen', label: 'screen 1', watchers: 2, fps: 9.6, bytes: 41_300, quality: 75 } as const
    const poll = (state: UiState, shown: Partial<SharingStatus> | null) =>
      onSample(state, {
        ...{ event: 'sampled', sample: SILENT_SAMPLE, now: 0, mode: state.mode },
        sharing: shown && { ...sharing, ...shown },
        fetching: null,
      })
    const state = poll(inRoom(), {})
    expect(state.sharing).toMatchObject({ watchers: 2, fps: 10, bytes: 40_000 })
    expect(poll(state, { fps: 10.3, bytes: 38_000 })).toBe(state)
    expect(poll(state, { bytes: 470 }).sharing?.bytes).toBe(1_000)
    expect(poll(state, { watchers: 3 })).not.toBe(state)
    expect(poll(state, null).sharing).toBeNull()
  })

  it('rounds the figures of a download', () => {
    const poll = (state: UiState, fetching: FetchStatus | null) =>
      onSample(state, {
        ...{ event: 'sampled', sample: SILENT_SAMPLE, now: 0, mode: state.mode, sharing: null },
        fetching,
      })
    const state = poll(inRoom(), { recording: 'standup/day', share: 0.4567, rate: 1_234_567 })
    expect(state.fetching).toEqual({ recording: 'standup/day', share: 0.45, rate: 1_250_000 })
    expect(poll(state, { recording: 'standup/day', share: 0.4599, rate: 1_240_000 })).toBe(state)
    expect(poll(state, { recording: 'standup/day', share: 0.46, rate: 1_240_000 })).not.toBe(state)
    expect(poll(state, null).fetching).toBeNull()
  })

  it('counts the seconds of a recording, but not while paused', () => {
    const recording = { path: 'a.wav', elapsed: 0, since: 0, wave: [] }
    const running = inRoom({ recording })
    expect(sampled(running, {}, 900)).toBe(running)
    expect(sampled(running, {}, 1_100).now).toBe(1_100)
    const paused = inRoom({ recording: { ...recording, since: null } })
    expect(sampled(paused, { recorded: 0.5 }, 60_000)).toBe(paused)
  })

  it('extends the wave of a recording up to a limit', () => {
    let state = inRoom({ recording: { path: 'a.wav', elapsed: 0, since: 0, wave: [] } })
    for (let i = 0; i < 500; i++) state = sampled(state, { recorded: i / 500 })
    expect(state.recording!.wave).toHaveLength(120)
    expect(state.recording!.wave.at(-1)).toBe(499 / 500)
  })

  it('counts down to the next attempt to connect', () => {
    const state = inRoom()
    const link = { status: 'waiting', retryAt: 9_000, attempt: 1 } as const
    const waiting = { ...state, meeting: { ...state.meeting, link } }
    expect(sampled(waiting, {}, 5_000).now).toBe(5_000)
  })
})

describe('a meter', () => {
  it('ranges from -60 dBFS to full scale', () => {
    expect([-Infinity, -90, -60, -30, 0, 6].map(meterShare)).toEqual([0, 0, 0, 0.5, 1, 1])
  })
})
