import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { plainJpeg } from '../helpers/jpeg.ts'
import { runProgram } from '../helpers/program.ts'
import { keys, type Screen } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'
import { Sharer } from '../helpers/sharer.ts'

const RED = { r: 255, g: 0, b: 0 }
/** With some green, for a number below 256 may also be a colour of the palette. */
const BLUE = { r: 0, g: 100, b: 255 }
const GREEN = { r: 0, g: 255, b: 0 }
const TRUECOLOR = { env: { COLORTERM: 'truecolor' }, columns: 100, rows: 30 }

/** Cells of the picture area: away from the side bar, its edges and the chat. */
const LEFT = [40, 10] as const
const RIGHT = [85, 10] as const

/** The channel that is by far the strongest of what a cell shows below, in 24 bits. */
function colourAt(screen: Screen, [x, y]: readonly [number, number]): string {
  const { background } = screen.cell(x, y)
  if (background < 256) return 'none'
  const channels = { red: (background >> 16) & 255, green: (background >> 8) & 255, blue: background & 255 }
  const strong = Object.entries(channels).filter(([, value]) => value > 200)
  return strong.map(([name]) => name).join('+') || 'dark'
}

describe('the share of another user', () => {
  const screens = useScreens()
  const sharers: Sharer[] = []
  afterEach(async () => {
    await Promise.all(sharers.splice(0).map(({ wire }) => wire.close()))
  })

  async function share(name: string, kind = 'screen'): Promise<Sharer> {
    const sharer = await Sharer.enter(screens.server.process.port, name, 'standup', kind)
    sharers.push(sharer)
    return sharer
  }

  function shows(screen: Screen, place: readonly [number, number], colour: string): Promise<void> {
    return screen.shows(() => colourAt(screen, place) === colour)
  }

  it('is shown by w in its colours, follows changes, and ends with the share', async () => {
    const sharer = await share('Sue')
    const ann = await screens.enter('Ann', 'standup', [], TRUECOLOR)
    await ann.shows('Sue is sharing a screen')
    ann.type('w')
    await ann.shows('Waiting for the first picture')
    await sharer.wanted()
    await sharer.sendHalves(640, 360, RED, BLUE)
    await shows(ann, LEFT, 'red')
    await shows(ann, RIGHT, 'blue')
    await ann.shows(/Sue screen .* 640x360/)
    await ann.shows('w stop watching')
    expect(ann.text).not.toContain('Waiting')
    await sharer.sendHalves(640, 360, GREEN, BLUE)
    await shows(ann, LEFT, 'green')
    sharer.wire.sendLine({ action: 'screen_unshare' })
    await ann.shows('Sue stopped sharing')
    expect(colourAt(ann, LEFT)).toBe('none')
    expect(colourAt(ann, RIGHT)).toBe('none')
  })

  it('can be zoomed, panned, shown full screen, and closed', async () => {
    const sharer = await share('Sue')
    const ann = await screens.enter('Ann', 'standup', [], TRUECOLOR)
    await ann.shows('Sue is sharing a screen')
    ann.type('w')
    await sharer.wanted()
    await sharer.sendHalves(1_280, 720, RED, BLUE)
    await shows(ann, RIGHT, 'blue')
    ann.type('1')
    for (let i = 0; i < 20; i++) ann.type('\u001B[D')
    await shows(ann, RIGHT, 'red')
    for (let i = 0; i < 40; i++) ann.type('\u001B[C')
    await shows(ann, LEFT, 'blue')
    ann.type('0')
    await shows(ann, LEFT, 'red')
    // The wheel enlarges what lies under it.
    for (let i = 0; i < 8; i++) ann.type(`\u001B[<64;${RIGHT[0] + 8};${RIGHT[1]}M`)
    await shows(ann, LEFT, 'blue')
    ann.type('0f')
    await shows(ann, [5, 10], 'red')
    await ann.shows((text) => !text.includes('People'))
    ann.type(keys.escape)
    await ann.shows('People')
    await shows(ann, RIGHT, 'blue')
    ann.type('?')
    await ann.shows('Keys and commands')
    expect(colourAt(ann, RIGHT)).toBe('none')
    ann.type(keys.escape)
    await shows(ann, RIGHT, 'blue')
    ann.resize(90, 28)
    await shows(ann, [75, 10], 'blue')
    ann.type('w')
    await ann.shows((text) => text.includes('Sue is sharing a screen') && colourAt(ann, LEFT) === 'none')
  })

  it('is chosen from a list when several share, or all are shown side by side', async () => {
    const [sue, tom] = [await share('Sue'), await share('Tom', 'camera')]
    const cwd = freshFolder()
    const ann = await screens.enter('Ann', 'standup', ['--record-folder', cwd], TRUECOLOR)
    await ann.shows('Tom is sharing a camera')
    ann.type('w')
    await ann.shows('all shares')
    ann.type(keys.enter)
    await Promise.all([sue.wanted(), tom.wanted()])
    await sue.sendHalves(640, 360, RED, RED)
    await tom.sendHalves(320, 240, BLUE, BLUE)
    await ann.shows(() => [LEFT, RIGHT].every((place) => /red|blue/.test(colourAt(ann, place))))
    await ann.shows(/Sue screen[\s\S]*Tom camera/)
    ann.type('S')
    await ann.shows('Saved to')
    const saved = await readdir(join(cwd, 'standup'))
    const widths = saved.map(async (file) => (await sharp(join(cwd, 'standup', file)).metadata()).width)
    expect((await Promise.all(widths)).sort()).toEqual([320, 640])
  })

  it('is the screen before a camera in --snapshot, whichever was shared first', async () => {
    const cwd = freshFolder()
    await share('Tom', 'camera')
    const sue = await share('Sue')
    const to = ['--ip', '127.0.0.1', '--port', String(screens.server.process.port), '--room', 'standup']
    const shot = runProgram('client/main.js', [...to, '--snapshot', 'a.png'], { cwd })
    await sue.wanted()
    await sue.sendHalves(640, 360, RED, BLUE)
    expect((await shot).text).toContain('Saved a picture of what Sue is sharing (640x360)')
  })

  it('that cannot be shown leads to a message and nothing else', async () => {
    const sharer = await share('Sue')
    const ann = await screens.enter('Ann', 'standup', [], TRUECOLOR)
    await ann.shows('Sue is sharing a screen')
    ann.type('w')
    await sharer.wanted()
    await sharer.sendHalves(640, 360, RED, RED)
    await shows(ann, LEFT, 'red')
    sharer.send(640, 360, Buffer.from('no picture at all'))
    await ann.shows('Cannot show a picture from Sue')
    sharer.send(640, 360, await plainJpeg(2_000, 2_000))
    sharer.send(640, 360, Buffer.alloc(100_000, 0xff))
    expect(colourAt(ann, LEFT)).toBe('red')
    await sharer.sendHalves(640, 360, BLUE, BLUE)
    await shows(ann, LEFT, 'blue')
  })

  it('is saved by S, and by --snapshot, which saves one picture and ends', async () => {
    const sharer = await share('Sue')
    const cwd = freshFolder()
    const ann = await screens.enter('Ann', 'standup', ['--record-folder', cwd], TRUECOLOR)
    await ann.shows('Sue is sharing a screen')
    ann.type('w')
    await sharer.wanted()
    await sharer.sendHalves(640, 360, RED, BLUE)
    await shows(ann, LEFT, 'red')
    ann.type('S')
    await ann.shows('Saved to')
    const [file] = await readdir(join(cwd, 'standup'))
    const shot = runProgram(
      'client/main.js',
      ['--ip', '127.0.0.1', '--port', String(screens.server.process.port), '--room', 'standup', '--snapshot', 'a.png'],
      { cwd },
    )
    await sharer.wanted()
    await sharer.sendHalves(640, 360, RED, BLUE)
    const { code, text } = await shot
    expect([code, text]).toEqual([0, expect.stringContaining('640x360')])
    for (const path of [join(cwd, 'standup', file!), join(cwd, 'a.png')]) {
      const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject({ width: 640, height: 360, channels: 3 })
      expect(data[0]).toBeGreaterThan(240)
      expect(data.at(-1)).toBeGreaterThan(240)
    }
  })

  it('cannot be saved when nobody shares, or over an existing file', async () => {
    const cwd = freshFolder()
    const to = ['--ip', '127.0.0.1', '--port', String(screens.server.process.port), '--room', 'standup', '--create']
    const none = await runProgram('client/main.js', [...to, '--snapshot', 'a.png'], { cwd })
    expect([none.code, none.text]).toEqual([4, expect.stringContaining('Nobody in standup is sharing')])
    const sharer = await share('Sue')
    await writeFile(join(cwd, 'a.png'), 'mine')
    const shot = runProgram('client/main.js', [...to, '--snapshot', 'a.png'], { cwd })
    await sharer.wanted()
    await sharer.sendHalves(640, 360, RED, BLUE)
    const { code, text } = await shot
    expect([code, text]).toEqual([2, expect.stringContaining('the file exists')])
  })

  it.each([
    ['kitty', '\u001B_Ga=T,f=24'],
    ['sixel', '\u001BP0;1;0q'],
  ])('is drawn as %s when that is set', async (pictures, begin) => {
    const sharer = await share('Sue')
    const ann = await screens.enter('Ann', 'standup', [], { env: { PARLOR_PICTURES: pictures } })
    await ann.shows('Sue is sharing a screen')
    ann.type('w')
    await sharer.wanted()
    await sharer.sendHalves(640, 360, RED, BLUE)
    await ann.shows(() => ann.raw.includes(begin))
    await ann.shows(/Sue screen .* 640x360/)
    ann.type('q')
    expect(await ann.exit).toBe(0)
    if (pictures === 'kitty') expect(ann.raw.lastIndexOf('\u001B_Ga=d')).toBeGreaterThan(ann.raw.lastIndexOf(begin))
  })

  it('is refused when the terminal has no colours', async () => {
    await share('Sue')
    const ann = await screens.enter('Ann', 'standup', [], { env: { NO_COLOR: '1' } })
    await ann.shows('Sue is sharing a screen')
    ann.type('w')
    await ann.shows('pictures need a terminal with 256 colours')
  })
})
