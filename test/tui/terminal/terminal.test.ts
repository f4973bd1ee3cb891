import { PassThrough, Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import headless from '@xterm/headless'
import { afterEach, describe, expect, it } from 'vitest'
import { DrawSchedule } from '../../../src/tui/draw-schedule.ts'
import { Grid } from '../../../src/tui/grid.ts'
import { signsFor } from '../../../src/tui/look.ts'
import { Terminal } from '../../../src/tui/terminal/terminal.ts'
import { line } from '../../../src/tui/text/span.ts'
import { chooseTheme } from '../../../src/tui/theme.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const COLUMNS = 120
const ROWS = 40
const look = { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true }

/** The output side of a terminal; while stalled it accepts nothing. */
class StallingOutput extends Writable {
  readonly isTTY = true
  columns = COLUMNS
  rows = ROWS
  readonly screen = new headless.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 0, allowProposedApi: true })
  stalled = false
  #resume: (() => void) | null = null

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    const take = () => this.screen.write(bytes, done)
    if (this.stalled) this.#resume = take
    else take()
  }

  resume(): void {
    this.stalled = false
    this.#resume?.()
    this.#resume = null
  }

  /** Resolves when all output is on the screen. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise<void>((resolve) => this.write('', () => resolve()))
  }

  /** The text of each screen row. */
  get lines(): string[] {
    const { active } = this.screen.buffer
    return Array.from({ length: this.rows }, (_, y) => active.getLine(active.baseY + y)!.translateToString(true))
  }
}

/** A terminal with a screen full of one letter, the letter of the last `change`. */
function open() {
  const clock = new ManualClock()
  const output = new StallingOutput()
  const input = Object.assign(new PassThrough(), { setRawMode: () => {} })
  let letter = ' '
  const sizes: number[] = []
  const terminal = new Terminal(input as unknown as ReadStream, output as unknown as WriteStream, clock, {
    input: () => {},
    resized: ({ rows }) => {
      sizes.push(rows)
      schedule.request(true)
    },
    drained: () => schedule.request(false),
    gone: () => {},
  })
  const schedule = new DrawSchedule(clock, () => {
    const { columns, rows } = terminal.size
    const grid = new Grid(columns, rows, look)
    const full = Array.from({ length: rows }, () => line(letter.repeat(columns)))
    grid.place({ x: 0, y: 0, width: columns, height: rows }, full)
    terminal.show({ grid, cursor: null })
  })
  const change = (to: string) => {
    letter = to
    schedule.request(true)
  }
  const close = () => {
    output.resume()
    schedule.close()
    terminal.close()
  }
  return { clock, output, terminal, sizes, change, close }
}

let close = () => {}
afterEach(() => close())

/** Changes the screen until frames are skipped. @returns the bytes queued */
async function stall({ clock, output, change }: ReturnType<typeof open>): Promise<number> {
  output.stalled = true
  for (const letter of 'bcdefghijklmnop') {
    change(letter)
    clock.advance(1_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return output.writableLength
}

describe('a terminal that stalls', () => {
  it('shows the last frame after it catches up, when that frame was skipped', async () => {
    const opened = open()
    close = opened.close
    const { clock, output, change } = opened
    change('a')
    clock.advance(0)
    await output.settled()
    expect(output.lines).toEqual(Array(ROWS).fill('a'.repeat(COLUMNS)))

    const waiting = await stall(opened)
    expect(waiting).toBeLessThan(64 * 1024)
    change('z')
    clock.advance(1_000)
    expect(output.writableLength).toBe(waiting)

    output.resume()
    await output.settled()
    clock.advance(1_000)
    await output.settled()
    expect(output.lines).toEqual(Array(ROWS).fill('z'.repeat(COLUMNS)))
  })

  it('shows the last frame in the new size, when it was resized while stalled', async () => {
    const opened = open()
    close = opened.close
    const { clock, output, sizes, change } = opened
    await stall(opened)
    output.columns = 50
    output.rows = 15
    output.screen.resize(50, 15)
    output.emit('resize')
    await eventually(() => sizes).toEqual([15])
    change('z')
    clock.advance(1_000)

    output.resume()
    await output.settled()
    clock.advance(1_000)
    await output.settled()
    expect(output.lines).toEqual(Array(15).fill('z'.repeat(50)))
  })

  it('is restored within a second when it accepts no output', async () => {
    const opened = open()
    close = opened.close
    const { clock, terminal } = opened
    await stall(opened)
    let left = false
    const farewell = terminal.farewell().then(() => {
      left = true
    })
    clock.advance(999)
    await new Promise((resolve) => setImmediate(resolve))
    expect(left).toBe(false)
    clock.advance(1)
    await farewell
    expect(left).toBe(true)
  })
})
