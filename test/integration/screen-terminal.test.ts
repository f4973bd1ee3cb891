import { describe, expect, it } from 'vitest'
import { keys } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'

const { server, enter } = useScreens()

/** Modes that a terminal has to be freed from: mouse, focus, paste, second screen. */
const LEFT = ['\u001B[?1002l', '\u001B[?1006l', '\u001B[?1004l', '\u001B[?2004l', '\u001B[?1049l']

describe('the terminal of the full-screen client', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('is restored on %s', async (signal) => {
    const ann = await enter('Ann', 'ends')
    ann.signal(signal)
    expect(await ann.exit).toBe(0)
    expect(ann.fullScreen).toBe(false)
    for (const mode of LEFT) expect(ann.raw).toContain(mode)
    expect(ann.raw.lastIndexOf('\u001B[?25h')).toBeGreaterThan(ann.raw.lastIndexOf('\u001B[?25l'))
  })

  it.each([
    ['an exception', `setTimeout(() => { throw new Error('of the\u001B[31m test') })`],
    ['a rejection', `Promise.reject(new Error('of the\u001B[31m test'))`],
  ])('is restored, with one sentence, on %s that is not caught', async (_what, fault) => {
    const faults = `process.on('SIGUSR2', () => { ${fault} })`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(faults)}`
    const ann = await enter('Ann', 'breaks', [], { env: { NODE_OPTIONS } })
    ann.signal('SIGUSR2')
    expect(await ann.exit).toBe(1)
    expect(ann.fullScreen).toBe(false)
    for (const mode of LEFT) expect(ann.raw).toContain(mode)
    expect(ann.text.trim()).toBe('chat-client stopped because of a bug: of the test')
  })

  it('is redrawn in its new size, and back', async () => {
    const ann = await enter('Ann', 'sizes', [], { columns: 200, rows: 55 })
    const [bo] = await server.greet('日本語')
    await bo.ask({ action: 'join', room: 'sizes' })
    await ann.shows('日本語 joined.')
    await ann.shows(/People 2/)
    ann.resize(40, 12)
    await ann.shows((text) => !text.includes('People') && /sizes .*2 people/.test(text))
    await ann.shows(() => ann.lines.length === 12 && ann.lines.every((line) => line.length <= 40))
    await ann.shows('日本語 joined.')
    ann.resize(15, 4)
    await ann.shows('Too small')
    ann.resize(200, 55)
    await ann.shows(/People 2/)
    await ann.shows('日本語 joined.')
    expect(ann.lines).toHaveLength(55)
    for (let y = 0; y < 52; y++) expect(ann.cell(32, y).text).toBe('│')
  })

  it('shows help and palette, and runs what is chosen there', async () => {
    const ann = await enter('Ann', 'keys')
    ann.type('?')
    await ann.shows('Keys and commands')
    ann.type('q')
    await ann.shows((text) => !text.includes('Keys and commands'))
    expect(ann.ended).toBe(false)
    ann.type(':')
    await ann.shows('Commands')
    ann.type('unmu')
    await ann.shows((text) => text.includes('/mute') && !text.includes('/join'))
    ann.type(keys.enter)
    await ann.shows('⊘ muted')
  })

  it('accepts clicks on its hints', async () => {
    const ann = await enter('Ann', 'clicks')
    const { x, y } = ann.find('commands')
    ann.click(x, y)
    await ann.shows('Enter select')
    ann.type(keys.escape)
    await ann.shows('m mute')
    const mute = ann.find('m mute')
    ann.click(mute.x, mute.y)
    await ann.shows('⊘ muted')
  })

  it('draws nothing while nothing changes', async () => {
    const ann = await enter('Ann', 'silence')
    // What comes once after a join, such as the first round trip, has come.
    await ann.shows(/\d ms/)
    let written = -1
    for (let quiet = 0; quiet < 4; ) {
      await new Promise((resolve) => setTimeout(resolve, 250))
      quiet = written === ann.raw.length ? quiet + 1 : 0
      written = ann.raw.length
    }
  })
})
