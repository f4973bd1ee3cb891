import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { SendWindow } from '../../../src/protocol/wire/send-window.ts'

describe('the window of a client', () => {
  it('that never acknowledged is open', () => {
    const window = new SendWindow(limits)
    window.sent(10 * limits.window, 0)
    expect(window).toMatchObject({ acknowledged: false, unacknowledged: 0 })
    expect(window.admits(limits.window)).toBe(true)
    expect(window.overdue(1e6)).toBe(false)
  })

  it('that acknowledges admits exactly 24 KiB', () => {
    const window = new SendWindow(limits)
    window.acknowledge(0, 0)
    window.sent(limits.window - 1920, 0)
    expect(window.admits(1920)).toBe(true)
    expect(window.admits(1921)).toBe(false)
    window.sent(1920, 0)
    expect(window.admits(1)).toBe(false)
    window.acknowledge(1, 0)
    expect(window.admits(1)).toBe(true)
    expect(window.unacknowledged).toBe(limits.window - 1)
  })

  it('holds two frames, if these are more', () => {
    const window = new SendWindow(limits)
    window.acknowledge(0, 0)
    window.sent(20_000, 0)
    expect(window.admits(20_000)).toBe(true)
    window.sent(20_000, 0)
    expect(window.admits(20_000)).toBe(false)
    window.acknowledge(20_000, 0)
    expect(window.admits(20_000)).toBe(true)
  })

  it('rejects an acknowledgement of more than was sent', () => {
    const window = new SendWindow(limits)
    window.sent(100, 0)
    expect(window.acknowledge(101, 0)).toBe(false)
    expect(window.acknowledged).toBe(false)
    expect(window.acknowledge(100, 0)).toBe(true)
  })

  it('is not closed by a late acknowledgement, nor extended by a repeated one', () => {
    const window = new SendWindow(limits)
    window.sent(100, 0)
    window.acknowledge(60, 0)
    for (const received of [10, 60]) expect(window.acknowledge(received, 4_000)).toBe(true)
    expect(window.unacknowledged).toBe(40)
    expect(window.overdue(limits.ackPatience)).toBe(false)
    expect(window.overdue(limits.ackPatience + 1)).toBe(true)
  })

  it('measures its time limit from the first byte after a pause', () => {
    const window = new SendWindow(limits)
    window.sent(100, 0)
    window.acknowledge(100, 0)
    window.sent(1, 60_000)
    window.sent(1, 64_000)
    expect(window.overdue(65_000)).toBe(false)
    expect(window.overdue(65_001)).toBe(true)
  })
})

describe('a part of a picture', () => {
  it('leaves 8 KiB of the window to voice, or is the only data in flight', () => {
    const window = new SendWindow(limits)
    expect(window.admitsPicture(limits.picturePayload)).toBe(true)
    window.acknowledge(0, 0)
    expect(window.admitsPicture(limits.picturePayload)).toBe(true)
    window.sent(4 * 1024, 0)
    expect(window.admitsPicture(12 * 1024)).toBe(true)
    expect(window.admitsPicture(12 * 1024 + 1)).toBe(false)
    window.sent(12 * 1024, 0)
    expect(window.admits(8 * 1024)).toBe(true)
  })
})
