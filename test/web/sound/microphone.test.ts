import { describe, expect, it } from 'vitest'
import { Microphone, type MicrophoneBrowser, type MicrophoneConstraints } from '../../../src/web/sound/microphone.ts'
import { type DeviceStatus, defaultPreferences } from '../../../src/web/state/page-state.ts'
import { eventually } from '../../helpers/eventually.ts'

const FORMAT = { rate: 16_000, frameMs: 10 }

/** A track of a microphone that is muted and unplugged by a test. */
class FakeTrack extends EventTarget {
  muted = false
  stopped = false

  stop(): void {
    this.stopped = true
  }

  /** The browser or the system mutes or unmutes it, or the device is gone. */
  happen(what: 'mute' | 'unmute' | 'ended'): void {
    this.muted = what === 'mute'
    this.dispatchEvent(new Event(what))
  }
}

/** A browser whose answers a test chooses. */
class FakeBrowser implements MicrophoneBrowser {
  /** Name of the error with which the next requests fail; null for none. */
  problem: string | null = null
  readonly tracks: FakeTrack[] = []
  readonly asked: MicrophoneConstraints[] = []
  readonly setups: object[] = []
  released = 0

  async getUserMedia({ audio }: { audio: MicrophoneConstraints }) {
    this.asked.push(audio)
    if (this.problem !== null) throw new DOMException('no', this.problem)
    const track = new FakeTrack()
    this.tracks.push(track)
    return { getAudioTracks: () => [track] }
  }

  async connect(_: unknown, setup: object): Promise<() => void> {
    this.setups.push(setup)
    return () => void this.released++
  }
}

function start() {
  const browser = new FakeBrowser()
  const told: DeviceStatus[] = []
  const microphone = new Microphone(browser, FORMAT, { frame: () => {}, status: (status) => told.push(status) })
  return { browser, told, microphone, last: () => told.at(-1) }
}

describe('the microphone of a browser', () => {
  it('delivers frames of the length and rate of the server', async () => {
    const { browser, told, microphone } = start()
    await microphone.open(defaultPreferences)
    expect(told).toEqual(['opening', 'on'])
    expect(browser.setups).toEqual([{ rate: 16_000, frame: 160 }])
  })

  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'none found'],
    ['NotReadableError', 'failed'],
  ])('says after %s that it is %s', async (problem, status) => {
    const { browser, microphone, last } = start()
    browser.problem = problem
    await microphone.open(defaultPreferences)
    expect(last()).toBe(status)
  })

  it('is opened again when a device is plugged in, but not without the permission of the user', async () => {
    const { browser, microphone, last } = start()
    browser.problem = 'NotFoundError'
    await microphone.open(defaultPreferences)
    browser.problem = null
    await microphone.devicesChanged()
    expect(last()).toBe('on')
    browser.problem = 'NotAllowedError'
    await microphone.open({ ...defaultPreferences, microphone: 'other' })
    await microphone.devicesChanged()
    expect(browser.asked).toHaveLength(3)
  })

  it('is replaced by another one when it is unplugged, until the user has seen that', async () => {
    const { browser, microphone, last } = start()
    await microphone.open(defaultPreferences)
    browser.tracks[0]!.happen('ended')
    await eventually(async () => browser.setups.length).toBe(2)
    expect([last(), browser.tracks[0]!.stopped, browser.released]).toEqual(['replaced', true, 1])
    microphone.accept()
    expect(last()).toBe('on')
  })

  it('says that none is left when the only one is unplugged', async () => {
    const { browser, microphone, last } = start()
    await microphone.open(defaultPreferences)
    browser.problem = 'NotFoundError'
    browser.tracks[0]!.happen('ended')
    await eventually(async () => last()).toBe('none found')
  })

  it('says when the browser or the system mutes it, and when that is over', async () => {
    const { browser, microphone, last } = start()
    await microphone.open(defaultPreferences)
    browser.tracks[0]!.happen('mute')
    expect(last()).toBe('silenced')
    browser.tracks[0]!.happen('unmute')
    expect(last()).toBe('on')
  })

  it('stays open when other preferences change, and is opened again for its own', async () => {
    const { browser, microphone } = start()
    await microphone.open(defaultPreferences)
    await microphone.open({ ...defaultPreferences })
    expect(browser.asked).toHaveLength(1)
    await microphone.open({ ...defaultPreferences, echoCancellation: false })
    expect(browser.asked.map(({ echoCancellation }) => echoCancellation)).toEqual([true, false])
    expect(browser.tracks.map(({ stopped }) => stopped)).toEqual([true, false])
  })

  it('releases a device that is granted after it was closed', async () => {
    const { browser, microphone, last } = start()
    const opening = microphone.open(defaultPreferences)
    microphone.close()
    await opening
    expect(browser.tracks[0]!.stopped).toBe(true)
    expect(last()).toBe('off')
  })
})
