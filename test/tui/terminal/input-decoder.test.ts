import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputDecoder } from '../../../src/tui/terminal/input-decoder.ts'
import { type Key, keyId, type TerminalEvent } from '../../../src/tui/terminal/key.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const ESC = '\u001B'

function decoder() {
  const clock = new ManualClock()
  const events: TerminalEvent[] = []
  const decoder = new InputDecoder(clock, (event) => events.push(event))
  return { clock, events, write: (bytes: Buffer | string) => decoder.write(Buffer.from(bytes)) }
}

/** Decodes consecutive chunks, followed by a second without input. */
function decoded(...pieces: (Buffer | string)[]): TerminalEvent[] {
  const { clock, events, write } = decoder()
  for (const piece of pieces) write(piece)
  clock.advance(1_000)
  return events
}

const ids = (events: readonly TerminalEvent[]) =>
  events.map((event) => (event.event === 'key' ? keyId(event.key) : event.event))
const keyOf = (event: TerminalEvent | undefined) => (event as { key: Key }).key

const known = fc.constantFrom(
  'a',
  'é',
  '日',
  '👍',
  '\r',
  '\n',
  '\t',
  '\u007F',
  '\u0003',
  '\u0000',
  `${ESC}a`,
  `${ESC}[A`,
  `${ESC}OP`,
  `${ESC}[5~`,
  `${ESC}[1;5C`,
  `${ESC}[Z`,
  `${ESC}[32;1:3u`,
  `${ESC}[<0;10;20M`,
  `${ESC}[<64;1;1M`,
  `${ESC}[I`,
  `${ESC}]11;rgb:0000/0000/0000${ESC}\\`,
  `${ESC}[?62;4c`,
  `${ESC}[200~one\r\ntwo ${ESC}[A three${ESC}[201~`,
)

describe('InputDecoder', () => {
  it('decodes named keys', () => {
    expect(ids(decoded('aA \r\n\t\u007F\u0003\u0000é日👍'))).toEqual(
      'a A space enter ctrl+enter tab backspace ctrl+c ctrl+space é 日 👍'.split(' '),
    )
    expect(ids(decoded(`${ESC}[A${ESC}OB${ESC}[5~${ESC}[1;5C${ESC}[Z${ESC}[3;2~${ESC}OP${ESC}x${ESC}\r`))).toEqual(
      'up down pageup ctrl+right shift+tab shift+delete f1 alt+x alt+enter'.split(' '),
    )
  })

  it('decodes input byte by byte like input in one chunk', () => {
    fc.assert(
      fc.property(fc.array(known, { maxLength: 12 }), (parts) => {
        const bytes = Buffer.from(parts.join(''))
        const single = Array.from(bytes, (byte) => Buffer.from([byte]))
        expect(decoded(...single)).toEqual(decoded(bytes))
      }),
    )
  })

  it('decodes a lone ESC as the Escape key after a timeout', () => {
    const { clock, events, write } = decoder()
    write(ESC)
    clock.advance(20)
    expect(events).toEqual([])
    clock.advance(20)
    expect(ids(events)).toEqual(['escape'])
    write('[A')
    expect(ids(events)).toEqual(['escape', '[', 'A'])
  })

  it('waits for the rest of a sequence until a timeout', () => {
    const { clock, events, write } = decoder()
    write(`${ESC}[1;`)
    clock.advance(10)
    write('5C')
    expect(ids(events)).toEqual(['ctrl+right'])
    write(`${ESC}[<0;10`)
    clock.advance(1_000)
    expect(ids(events).slice(1)).toEqual(['escape', '[', '<', '0', ';', '1', '0'])
    expect(clock.timers).toBe(0)
  })

  it('emits a paste as one event, whatever its contents', () => {
    const paste = `${ESC}[200~one\r\ntwo\rthree ${ESC}[A${ESC}[201~`
    for (const pieces of [[paste], [paste.slice(0, 9), paste.slice(9)], [...paste]]) {
      expect(decoded(...pieces, 'x')).toEqual([
        { event: 'paste', text: `one\ntwo\nthree ${ESC}[A` },
        expect.objectContaining({ event: 'key' }),
      ])
    }
  })

  it('cuts a paste at the maximum length', () => {
    const [pasted, after] = decoded(`${ESC}[200~`, 'x'.repeat(300_000), `${ESC}[201~y`)
    expect(pasted).toEqual({ event: 'paste', text: 'x'.repeat(64 * 1024) })
    expect(keyOf(after).name).toBe('y')
  })

  it('ends an unterminated paste after a timeout', () => {
    const { clock, events, write } = decoder()
    write(`${ESC}[200~half`)
    clock.advance(999)
    expect(events).toEqual([])
    write('!')
    clock.advance(999)
    expect(events).toEqual([])
    clock.advance(1)
    expect(events).toEqual([{ event: 'paste', text: 'half!' }])
    write('q')
    expect(ids(events)).toEqual(['paste', 'q'])
  })

  it.each([[[`${ESC}[200~half`, '\u0003q']], [[`${ESC}[200~half\u0003q`]]])(
    'gets out of a paste by Ctrl+C, in %j',
    (pieces) => {
      const { events, write } = decoder()
      for (const piece of pieces) write(piece)
      expect(events[0]).toEqual({ event: 'paste', text: 'half' })
      expect(keyOf(events[1])).toMatchObject({ name: 'c', ctrl: true })
      expect(keyOf(events[2]).name).toBe('q')
    },
  )

  it('decodes key releases of the kitty protocol', () => {
    expect(decoded(`${ESC}[32;1:1u${ESC}[32;1:2u${ESC}[32;1:3u${ESC}[97;5u`).map(keyOf)).toEqual([
      expect.objectContaining({ name: 'space', text: ' ', kind: 'press' }),
      expect.objectContaining({ name: 'space', text: ' ', kind: 'press' }),
      expect.objectContaining({ name: 'space', kind: 'release' }),
      expect.objectContaining({ name: 'a', text: '', ctrl: true, kind: 'press' }),
    ])
  })

  it('counts mouse cells from 0', () => {
    const mice = decoded(`${ESC}[<0;1;1M${ESC}[<0;300;70m${ESC}[<32;5;6M${ESC}[<64;5;6M${ESC}[<65;5;6M`) as Extract<
      TerminalEvent,
      { event: 'mouse' }
    >[]
    expect(mice.map(({ mouse }) => mouse)).toEqual([
      { kind: 'down', x: 0, y: 0 },
      { kind: 'up', x: 299, y: 69 },
      { kind: 'drag', x: 4, y: 5 },
      { kind: 'wheel-up', x: 4, y: 5 },
      { kind: 'wheel-down', x: 4, y: 5 },
    ])
  })

  it('emits answers and focus events, and ignores unknown sequences', () => {
    expect(decoded(`${ESC}[?1u${ESC}[I${ESC}[O${ESC}[99~${ESC}[1;2y`)).toEqual([
      { event: 'answer', sequence: `${ESC}[?1u` },
      { event: 'focus', focused: true },
      { event: 'focus', focused: false },
    ])
  })

  it('neither throws nor leaks a timer on garbage', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(ESC, '[', ']', 'O', '\\', ';', '200~', '\u0007', '9'.repeat(400))
        .map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { clock, events, write } = decoder()
        for (const bytes of pieces) write(bytes)
        clock.advance(1_000)
        expect(clock.timers).toBe(0)
        for (const event of events) if (event.event === 'key') expect(event.key.name).not.toBe('')
      }),
    )
  })

  it('aborts an endless sequence', () => {
    const { events, write } = decoder()
    write(`${ESC}]`)
    for (let i = 0; i < 100; i++) write('x'.repeat(100))
    expect(events.length).toBeGreaterThan(9_000)
  })
})
