import { expect, it } from 'vitest'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { TimelineViewport } from '../../../src/studio/model/timeline-viewport.ts'
import { Waves } from '../../../src/studio/model/waves.ts'

const RATE = 8_000

/** A viewport of 100 columns on a timeline of so many seconds. */
function opened(seconds: number) {
  const timelineOf = (length: number) => originalTimeline(RATE, [{ track: 'a', file: 'a', length: length * RATE }])
  let timeline = timelineOf(seconds)
  const waves = new Waves(RATE, new Map(), { changed() {}, failed() {} })
  const viewport = new TimelineViewport(() => timeline, waves)
  viewport.resize(100, ['a'])
  const change = (length: number, whole: boolean) => {
    timeline = timelineOf(length)
    viewport.change(viewport.view, whole)
  }
  return { viewport, change }
}

it('keeps showing the whole timeline when it is resized', () => {
  const { viewport } = opened(100)
  expect(viewport.view.scale).toBe(RATE)
  viewport.resize(50, ['a'])
  expect(viewport.view).toMatchObject({ from: 0, scale: 2 * RATE })
})

it('keeps its scale when it is resized while it shows a part', () => {
  const { viewport } = opened(100)
  viewport.show({ ...viewport.view, scale: 10, from: 5_000 })
  viewport.resize(50, ['a'])
  expect(viewport.view).toMatchObject({ from: 5_000, scale: 10 })
})

it('follows playback only while the playhead is visible', () => {
  const { viewport } = opened(100)
  viewport.show({ ...viewport.view, scale: 10, from: 0, playhead: 900 })
  viewport.follow(1_000)
  expect(viewport.view).toMatchObject({ from: 900, playhead: 1_000 })
  viewport.show({ ...viewport.view, from: 50_000 })
  viewport.follow(1_100)
  expect(viewport.view).toMatchObject({ from: 50_000, playhead: 1_100 })
})

it('is limited to a timeline that became shorter', () => {
  const { viewport, change } = opened(100)
  viewport.show({ ...viewport.view, scale: 10, from: 700_000, playhead: 700_500 })
  change(10, false)
  expect(viewport.view.from + 100 * 10).toBeLessThanOrEqual(10 * RATE)
  expect(viewport.view.playhead).toBe(10 * RATE)
  change(20, true)
  expect(viewport.view).toMatchObject({ from: 0, scale: (20 * RATE) / 100 })
})
