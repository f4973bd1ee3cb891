import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { noFakeCamera, withCamera } from '../helpers/fake-camera.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'
import { missing } from '../helpers/tools.ts'
import { useWebPages } from '../helpers/use-web-pages.ts'
import { enter } from '../helpers/web-pages.ts'

/** With some green, as a number below 256 would also be a colour of the palette. */
const BLUE = '0x0064ff'

type Colour = 'red' | 'green' | 'blue'

/** Cells of the screen whose background is of one colour by far. */
function cellsOf(screen: Screen, colour: Colour): number {
  const { columns, rows } = screen.size
  let count = 0
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const { background } = screen.cell(x, y)
      if (background < 256) continue
      const channels: Record<Colour, number> = {
        red: (background >> 16) & 255,
        green: (background >> 8) & 255,
        blue: background & 255,
      }
      const own = channels[colour]
      const isClear = Object.entries(channels).every(([name, value]) => name === colour || value < own / 2)
      if (own > 80 && isClear) count++
    }
  }
  return count
}

async function accept(screen: Screen, caller: string): Promise<void> {
  await screen.shows(`${caller} is calling`)
  await vi.waitFor(() => {
    screen.type('a')
    expect(screen.text).toContain(`Call with ${caller}`)
  }, 60_000)
}

describe.skipIf(noFakeCamera())('a call with pictures', () => {
  const { open } = useScreens()
  const pages = useWebPages()

  it('shows two terminals each other, large, and themselves, small, who are no watchers', async () => {
    const bo = open('Bo', [], withCamera(BLUE))
    await bo.shows('Choose a room')
    const ann = open('Ann', [], withCamera('red'))
    await ann.shows('Choose a room')
    ann.type(`/call Bo --video${keys.enter}`)
    await accept(bo, 'Ann')
    bo.type('v')
    await ann.shows(() => cellsOf(ann, 'blue') > cellsOf(ann, 'red') && cellsOf(ann, 'red') > 0)
    await bo.shows(() => cellsOf(bo, 'red') > cellsOf(bo, 'blue') && cellsOf(bo, 'blue') > 0)
    for (const one of [ann, bo]) {
      await one.shows('1 watching')
      expect(one.text).not.toContain('2 watching')
    }
    bo.type('H')
    await ann.shows('The call ended after')
    await ann.shows(() => cellsOf(ann, 'blue') + cellsOf(ann, 'red') === 0)
  })

  it.skipIf(missing('chromium'))('shows a terminal and a browser each other', async () => {
    const at = ['--ip', '127.0.0.1', '--port', String(pages.server.port), '--mic', 'null', '--speaker', 'null']
    const bo = new Screen([...at, '--name', 'Bo'], withCamera(BLUE))
    onTestFinished(() => bo.stop())
    await bo.shows('Choose a room')
    const { page } = await pages.open()
    await enter(page, 'Cy')
    await page.locator('::-p-xpath(//*[contains(@class, "here")][.//*[text()="Bo"]]/button[last()])').click()
    await accept(bo, 'Cy')
    bo.type('v')
    await page.waitForSelector('.call.for-two')
    // The picture of Chromium's fake camera is green.
    await bo.shows(() => cellsOf(bo, 'green') > 50)
    const remote = '.pictures .picture:not(.own) canvas'
    const middle = () =>
      page.$eval(remote, (canvas) => [...canvas.getContext('2d')!.getImageData(320, 240, 1, 1).data]).catch(() => [])
    await eventually(async () => {
      const [red = 0, green = 0, blue = 0] = await middle()
      return blue > 150 && red < 80 && green < 140
    }).toBe(true)
  })
})
