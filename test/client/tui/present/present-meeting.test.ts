import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../../src/client/commands/table.ts'
import { type MeetingScreen, present } from '../../../../src/client/tui/present/present-meeting.ts'
import { initialUiState, type UiState } from '../../../../src/client/tui/state.ts'
import { Bindings } from '../../../../src/tui/bindings.ts'
import { signsFor } from '../../../../src/tui/look.ts'
import { widthOf } from '../../../../src/tui/text/glyph.ts'
import { chooseTheme } from '../../../../src/tui/theme.ts'
import { OBEYED } from '../hostile.ts'
import { anyState, entry, inRoom, look, room, user } from '../states.ts'

const bindings = new Bindings(commands)
const ascii = { theme: chooseTheme('dark', 'none'), signs: signsFor(false), unicode: false }

function rowsOf(state: UiState): string[] {
  return present(state, bindings, look).grid.rows.map((cells) => cells.map(({ text }) => text).join(''))
}

/** Whether the cells fill the terminal exactly, so that nothing in a row is shifted. */
function isAligned({ grid }: MeetingScreen, columns: number, rows: number): boolean {
  const cells = (row: MeetingScreen['grid']['rows'][number]) =>
    row.length === columns &&
    row.every(({ text }, x) =>
      text === '' ? widthOf(row[x - 1]?.text ?? '') === 2 : widthOf(text) === 1 || row[x + 1]?.text === '',
    )
  return grid.rows.length === rows && grid.rows.every(cells)
}

describe('the full screen', () => {
  it('fills a terminal of any size exactly, whatever the network sends', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const picture = present(state, bindings, look)
        const { columns, rows } = state.size
        expect(isAligned(picture, columns, rows)).toBe(true)
        const text = picture.grid.rows.flat().map((cell) => cell.text)
        expect(text.find((one) => OBEYED.test(one))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  it('contains only ASCII on an ASCII terminal', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const cells = present(state, bindings, ascii).grid.rows.flat()
        expect(cells.find(({ text }) => !/^[ -~]$/.test(text))).toBeUndefined()
      }),
    )
  })

  it('has its cursor within the screen', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const { cursor } = present(state, bindings, look)
        if (!cursor) return
        expect(cursor.x).toBeGreaterThanOrEqual(0)
        expect(cursor.x).toBeLessThan(state.size.columns)
        expect(cursor.y).toBeGreaterThanOrEqual(0)
        expect(cursor.y).toBeLessThan(state.size.rows)
      }),
      { numRuns: 300 },
    )
  })

  it('is the same for the same state', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const one = present(state, bindings, look)
        const other = present(structuredClone(state), bindings, look)
        expect(other.grid.rows).toEqual(one.grid.rows)
        expect(other.cursor).toEqual(one.cursor)
      }),
      { numRuns: 30 },
    )
  })

  it('shows a message dim until it is said, and only in its room', () => {
    const state = inRoom()
    const room = state.meeting.room!
    const waiting = (where: string): UiState => ({
      ...state,
      meeting: { ...state.meeting, unsaid: [{ key: 'k', room: where, text: 'on its way', at: 0 }] },
    })
    const styleOf = (shown: UiState) =>
      present(shown, bindings, look).grid.rows.map((cells) => {
        const at = cells
          .map(({ text }) => text)
          .join('')
          .indexOf('on its way')
        return at < 0 ? null : cells[at]!.style
      })
    const dim = styleOf(waiting(room)).find((style) => style !== null)
    const said = styleOf({ ...state, logs: { [room]: [entry('on its way')] } }).find((style) => style !== null)
    expect(dim).toBeDefined()
    expect(dim).not.toEqual(said)
    expect(styleOf(waiting('elsewhere')).every((style) => style === null)).toBe(true)
  })

  it('reports that the terminal is too small', () => {
    expect(rowsOf({ ...inRoom(), size: { columns: 19, rows: 6 } })[0]).toContain('Too small')
    expect(rowsOf({ ...inRoom(), size: { columns: 20, rows: 5 } })[0]).toContain('Too small')
    expect(rowsOf({ ...inRoom(), size: { columns: 20, rows: 6 } })[0]).toContain('standup')
  })
})

describe('the screen of a meeting', () => {
  const said = { logs: { standup: [entry('hello there')] } }

  it('shows rooms, people and messages', () => {
    const text = rowsOf(inRoom(said)).join('\n')
    for (const part of ['Rooms', '▸ standup', 'retro', 'People 2', 'Ann (you)', 'Bo │ hello there']) {
      expect(text).toContain(part)
    }
  })

  it('keeps the separator straight for names of any width', () => {
    const names = ['日本語の名前', '👩‍👩‍👧‍👦', '\u0301mark', 'z\u0300\u0301\u0302\u0303\u0304\u0305', '\u0600x', 'Bo']
    const state = inRoom({ logs: { standup: names.map((name) => entry(name, { name })) } })
    const users = names.map((name, index) => user(index + 1, name))
    const { grid } = present({ ...state, meeting: { ...state.meeting, users } }, bindings, look)
    const bars = grid.rows.slice(0, 21).map((row) => row.flatMap(({ text }, x) => (text === '│' ? [x] : [])))
    expect(new Set(bars.map(([side]) => side))).toEqual(new Set([20]))
    const chat = bars.flatMap(([, second]) => (second === undefined ? [] : [second]))
    expect(chat).toEqual(names.map(() => chat[0]))
  })

  it('hides the side bar on a narrow terminal and on request', () => {
    expect(rowsOf(inRoom({ ...said, size: { columns: 59, rows: 20 } })).join('\n')).not.toContain('Rooms')
    expect(rowsOf(inRoom({ ...said, sideBar: false })).join('\n')).not.toContain('Rooms')
    expect(rowsOf(inRoom({ ...said, size: { columns: 60, rows: 20 } })).join('\n')).toContain('Rooms')
  })

  it('marks people who talk, raise a hand, are muted, deafened, share, record or reconnect', () => {
    const state = inRoom()
    const users = [
      user(1, 'Ann', { muted: true, hand: true }),
      user(2, 'Bo', { deafened: true }),
      user(3, 'Cy', { sharing: true, recording: true }),
      user(4, 'Di', { reconnecting: true }),
    ]
    const rows = rowsOf({ ...state, meeting: { ...state.meeting, users, speaking: [2] } })
    const of = (name: string) => rows.find((row) => row.slice(0, 20).includes(name))!.slice(0, 20)
    expect(of('Ann')).toMatch(/↑ ⊘/)
    expect(of('Bo')).toMatch(/^ ● Bo.*∅/)
    expect(of('Cy')).toMatch(/◉ ▣/)
    expect(of('Di')).toContain('…')
    expect(of('Ann')).not.toContain('●')
  })

  it('marks rooms with unread messages and with a password', () => {
    const state = inRoom({ unread: { retro: 120 } })
    const rooms = [room('retro', { users: 7 }), room('vault', { locked: true })]
    const rows = rowsOf({ ...state, meeting: { ...state.meeting, rooms } })
    expect(rows.find((row) => row.includes('retro'))).toMatch(/retro\s+•99 7 /)
    expect(rows.find((row) => row.includes('vault'))).toContain('vault *')
  })

  it('shows banners for recording and a lost connection', () => {
    const state = inRoom({ now: 2_000 })
    const users = [user(1, 'Ann', { recording: true }), user(2, 'Bo', { recording: true })]
    const link = { status: 'waiting', retryAt: 4_500, attempt: 1 } as const
    const rows = rowsOf({ ...state, meeting: { ...state.meeting, users, link } })
    expect(rows[1]).toContain('Retrying in 3 s; Ctrl+R to retry now')
    expect(rows[2]).toContain('RECORDED by you, Bo')
  })

  it('shows a banner for the share with its watchers, and stops it on a click', () => {
    const sharing = { kind: 'screen', label: 'screen 1', watchers: 3, fps: 8, bytes: 40_000, quality: 75 } as const
    expect(rowsOf(inRoom({ sharing }))[1]).toContain('SHARING screen 1: 3 watching, 8/s, 40 kB/s')
    const unseen = inRoom({ sharing: { ...sharing, watchers: 0 } })
    expect(rowsOf(unseen)[1]).toContain('no watchers')
    expect(rowsOf(inRoom())[1]).not.toContain('SHARING')
  })

  it('shows the progress of a download, and stops it on a click', () => {
    const fetching = { recording: 'standup/day', share: 0.45, rate: 1_250_000 }
    const shown = rowsOf(inRoom({ fetching }))[1]
    expect(shown).toMatch(/↓ Fetching standup\/day ▮{9}▯{11} 45 %, 1\.3 MB\/s/)
    expect(rowsOf(inRoom())[1]).not.toContain('Fetching')
  })

  it('shows the number of new entries while scrolled back', () => {
    const log = Array.from({ length: 50 }, (_, i) => entry(`message ${i}`))
    const text = rowsOf(inRoom({ logs: { standup: log }, scroll: 10, below: 3 })).join('\n')
    expect(text).toContain('3 new, press End')
    expect(text).not.toContain('message 49')
    expect(rowsOf(inRoom({ logs: { standup: log } })).join('\n')).toContain('message 49')
  })

  it('shows the time and the wave of a recording', () => {
    const recording = { path: 'a.wav', elapsed: 3_600_000, since: 1_000, wave: [0.001, 0.1, 1] }
    const rows = rowsOf(inRoom({ recording, now: 6_000, size: { columns: 120, rows: 20 } }))
    expect(rows.at(-2)).toMatch(/REC 1:00:05 .*▁▅█|REC 1:00:05 .*█/)
    expect(
      rowsOf(inRoom({ recording: { ...recording, since: null }, size: { columns: 120, rows: 20 } })).at(-2),
    ).toContain('PAUSED 1:00:00')
  })

  it('hides a secret behind asterisks', () => {
    const question = { text: 'Password?', secret: true, line: { text: 'hunter2', cursor: 7 } }
    const text = rowsOf(inRoom({ overlay: { kind: 'question', question } })).join('\n')
    expect(text).toContain('Password?')
    expect(text).toContain(' *******')
    expect(text).not.toContain('hunter2')
  })
})

describe('clicks', () => {
  it('join rooms and run hints', () => {
    const { grid } = present(inRoom(), bindings, look)
    const y = grid.rows.findIndex((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .includes('retro'),
    )
    expect(grid.clickAt(4, y)).toEqual({ do: 'run', command: 'join', argument: 'retro' })
    const hints = grid.rows
      .at(-1)!
      .map(({ text }) => text)
      .join('')
    expect(grid.clickAt(hints.indexOf('help'), 23)).toEqual({ do: 'run', command: 'help' })
  })

  it('do nothing outside an overlay', () => {
    const { grid } = present(inRoom({ overlay: { kind: 'help', scroll: 0 } }), bindings, look)
    for (let y = 0; y < 24; y++) for (let x = 0; x < 80; x++) expect(grid.clickAt(x, y)).toBeNull()
  })
})

describe('the start screen', () => {
  it('shows servers and a problem', () => {
    const servers = [{ name: 'Hall', host: '10.0.0.2', port: 12345, tls: true, from: 'lan' as const }]
    const stage = { at: 'start', problem: 'Connection refused.' } as const
    const text = rowsOf({ ...initialUiState, stage, servers }).join('\n')
    expect(text).toMatch(/▸ Hall .*10\.0\.0\.2:12345.*encrypted, on this network/)
    expect(text).toContain('Connection refused.')
  })
})
