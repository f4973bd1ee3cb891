import { expect, it } from 'vitest'
import { PictureView } from '../../../../src/client/tui/pictures/picture-view.ts'
import type { Picture } from '../../../../src/screen/picture.ts'
import { eventually } from '../../../helpers/eventually.ts'
import { ManualClock } from '../../../helpers/manual-clock.ts'
import { encodePicture, plainPicture } from '../../../helpers/synthetic-pictures.ts'

const SHARER = 2
const REGION = { x: 0, y: 0, width: 20, height: 10 }

/** A view on a terminal that never answers by itself; each picture is rendered when the test says so. */
function view() {
  const clock = new ManualClock()
  const rendering: ((text: string) => void)[] = []
  const painted: string[] = []
  let drawn = 0
  const renderer = {
    pixels: (width: number, height: number) => ({ width, height }),
    render: (_key: number, _picture: Picture) =>
      new Promise<string>((resolve) => {
        rendering.push(resolve)
      }),
    forget: () => '',
  }
  const pictureView = new PictureView(clock, renderer, {
    want: () => {},
    release: () => {},
    ended: () => {},
    restart: () => {},
    drawn: () => drawn++,
    failed: () => {},
    paint: (sequences) => painted.push(sequences),
    behind: () => false,
  })
  pictureView.watch([SHARER])
  pictureView.place([{ from: SHARER, region: REGION, ready: true }])

  /** Hands in a picture and lets time pass until `due` pictures are being rendered. */
  async function show(grey: number, due: number): Promise<void> {
    const before = drawn
    pictureView.show(SHARER, await encodePicture(plainPicture(64, 32, grey, grey, grey)))
    await eventually(() => drawn).toBeGreaterThan(before)
    clock.advance(100)
    await eventually(() => rendering.length).toBe(due)
  }
  return { clock, rendering, painted, pictureView, show }
}

it('paints one picture at a time, when a late answer arrives while the next is being rendered', async () => {
  const { clock, rendering, painted, pictureView, show } = view()
  await show(10, 1)
  rendering[0]!('first')
  await eventually(() => painted).toEqual(['first'])
  // The answer takes longer than the view waits for it.
  clock.advance(1_500)
  await show(20, 2)
  pictureView.answered()
  // The third waits for the second, though it would be ready sooner.
  await show(30, 2)
  // Pictures are scaled in threads, in order: one that had begun is done when these are.
  for (let i = 0; i < 5; i++) await encodePicture(plainPicture(64, 32, 0, 0, 0))
  expect(rendering).toHaveLength(2)
  rendering[1]!('second')
  await eventually(() => painted).toEqual(['first', 'second'])
  pictureView.answered()
  clock.advance(100)
  await eventually(() => rendering.length).toBe(3)
  rendering[2]!('third')
  await eventually(() => painted).toEqual(['first', 'second', 'third'])
  expect(clock.timers).toBe(1)
})
