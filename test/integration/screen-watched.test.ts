import { afterEach, describe, expect, it } from 'vitest'
import { Program } from '../helpers/program.ts'
import { keys, type Screen } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'
import { Sharer } from '../helpers/sharer.ts'
import { talk, tone } from '../helpers/talking.ts'
import { missing } from '../helpers/tools.ts'
import { XServer } from '../helpers/x-server.ts'

const TRUECOLOR = { env: { COLORTERM: 'truecolor' }, columns: 100, rows: 40 }
const SILENT = ['--mic', 'null', '--speaker', 'null']
const COLOURS = [
  { r: 255, g: 0, b: 0 },
  { r: 0, g: 255, b: 0 },
  { r: 0, g: 100, b: 255 },
  { r: 250, g: 200, b: 0 },
]

/** The channels of a cell's lower half in 24 bits, the strongest first; the cell is given in parts of the screen. */
function channelsAt(screen: Screen, across: number, down: number): string {
  const { columns, rows } = screen.size
  const { background } = screen.cell(Math.floor(across * columns), Math.floor(down * rows))
  if (background < 256) return 'none'
  const channels = [background >> 16, (background >> 8) & 255, background & 255]
  return channels.map((value) => (value > 128 ? 1 : 0)).join('')
}

describe('shares watched in a terminal', () => {
  const screens = useScreens()
  const sharers: Sharer[] = []
  const programs: Program[] = []
  let display: XServer | null = null
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.stop()))
    await Promise.all(sharers.splice(0).map(({ wire }) => wire.close()))
    await display?.stop()
    display = null
  })

  it.skipIf(missing('Xvfb', 'xsetroot', 'xterm', 'ffmpeg'))(
    'show a real screen, with a window before and after it moves',
    async () => {
      display = await XServer.start(640, 480)
      display.run('xsetroot', '-solid', '#0060ff')
      const window = (x: number) =>
        display!.start(
          'xterm',
          '-bg',
          '#ff0000',
          '-fg',
          '#ff0000',
          '-cr',
          '#ff0000',
          '-b',
          '0',
          '-geometry',
          `30x20+${x}+60`,
        )
      const red = window(20)
      const to = ['--ip', '127.0.0.1', '--port', String(screens.server.process.port), '--room', 'real', '--create']
      const env = { DISPLAY: display.display, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: '' }
      const ann = new Program('client/main.js', [...to, ...SILENT, '--name', 'Ann', '--share', 'screen'], { env })
      programs.push(ann)
      await ann.line(/^You are sharing/)
      const bo = await screens.enter('Bo', 'real', [], TRUECOLOR)
      await bo.shows('Ann is sharing a screen')
      bo.type('wf')
      await bo.shows(() => channelsAt(bo, 0.25, 0.4) === '100' && channelsAt(bo, 0.75, 0.4) === '001')
      red.kill()
      window(400)
      await bo.shows(() => channelsAt(bo, 0.25, 0.4) === '001' && channelsAt(bo, 0.78, 0.4) === '100')
      await ann.stop('SIGKILL')
      await display.stop()
    },
  )

  it('show four cameras in a grid, and mark that of the talker', async () => {
    for (const [i] of COLOURS.entries()) {
      sharers.push(await Sharer.enter(screens.server.process.port, `Cam${i}`, 'cameras', 'camera'))
    }
    const bo = await screens.enter('Bo', 'cameras', [], TRUECOLOR)
    await bo.shows('Cam3 is sharing a camera')
    bo.type('w')
    await bo.shows('all shares')
    bo.type(keys.enter)
    for (const [i, colour] of COLOURS.entries()) {
      await sharers[i]!.wanted()
      await sharers[i]!.sendHalves(320, 240, colour, colour)
    }
    const wanted = ['001', '010', '100', '110']
    const shown = () => [0.4, 0.85].flatMap((across) => [0.2, 0.45].map((down) => channelsAt(bo, across, down))).sort()
    await bo.shows(() => shown().join() === wanted.join())
    let on = true
    const talking = talk(sharers[2]!.wire, Infinity, tone(1_000, 48_000, 0.3), { during: () => on })
    await bo.shows(/● Cam2 camera/)
    expect(bo.text).not.toMatch(/● Cam1 camera/)
    on = false
    await talking
  })
})
