import fc from 'fast-check'
import type { LogEntry } from '../../../src/client/tui/room-log.ts'
import { initialUiState, type Sample, type ServerChoice, type UiState } from '../../../src/client/tui/state.ts'
import { cleanLine, cleanText } from '../../../src/lib/text.ts'
import type { User } from '../../../src/protocol/shapes.ts'
import { inputOf } from '../../../src/tui/input-line.ts'
import { signsFor } from '../../../src/tui/look.ts'
import type { Choice } from '../../../src/tui/overlay-state.ts'
import { chooseTheme } from '../../../src/tui/theme.ts'
import { anyText } from './hostile.ts'

/** How a terminal with 256 colours and Unicode is drawn on. */
export const look = { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true }

/** A person with no marks. */
export function user(id: number, name: string, marks: Partial<User> = {}): User {
  return { id, name, muted: false, deafened: false, sharing: false, recording: false, ...marks }
}

export function room(name: string, { users = 1, locked = false, said = 0 } = {}) {
  return { room: name, users, locked, temporary: false, said }
}

/** In a meeting, in the room "standup", with Ann (oneself, 1) and Bo (2). */
export function inRoom(change: Partial<UiState> = {}): UiState {
  const meeting = {
    ...initialUiState.meeting,
    self: { id: 1, name: 'Ann' },
    rooms: [room('retro'), room('standup', { users: 2 })],
    room: 'standup',
    users: [user(1, 'Ann'), user(2, 'Bo')],
  }
  return { ...initialUiState, stage: { at: 'meeting' }, server: '127.0.0.1:12345', meeting, ...change }
}

export function entry(text: string, change: Partial<LogEntry> = {}): LogEntry {
  return { at: 0, kind: 'said', name: 'Bo', text, mine: false, aside: null, mention: false, ...change }
}

const users: fc.Arbitrary<User[]> = fc
  .array(fc.record({ name: anyText, marks: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }) }), { maxLength: 12 })
  .map((people) =>
    people.map(({ name, marks: [muted, deafened, sharing, recording, reconnecting] }, index) =>
      user(index + 1, name, {
        muted: muted!,
        deafened: deafened!,
        sharing: sharing!,
        recording: recording!,
        reconnecting: reconnecting!,
      }),
    ),
  )

const rooms = fc.array(
  fc.record({ room: anyText, users: fc.nat(2000), locked: fc.boolean(), temporary: fc.boolean(), said: fc.nat() }),
  { maxLength: 12 },
)

/** Entries are clean, as `entriesOf` makes them. */
const log: fc.Arbitrary<LogEntry[]> = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('said', 'notice', 'error'),
    name: anyText.map(cleanLine),
    text: anyText.map(cleanText),
    mine: fc.boolean(),
    aside: fc.constantFrom('from', 'to', null),
    mention: fc.boolean(),
  }),
  { maxLength: 20 },
)

const choices: fc.Arbitrary<Choice[]> = fc.array(
  fc.record({
    label: anyText.map(cleanLine),
    note: anyText.map(cleanLine),
    command: fc.constant('join'),
    current: fc.boolean(),
  }),
  { maxLength: 12 },
)

const overlay: fc.Arbitrary<UiState['overlay']> = fc.oneof(
  fc.constant(null),
  fc.nat(200).map((scroll) => ({ kind: 'help' as const, scroll })),
  fc.record({
    kind: fc.constant('question' as const),
    question: fc.record({ text: anyText.map(cleanLine), secret: fc.boolean(), line: anyText.map(inputOf) }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    title: anyText.map(cleanLine),
    choices,
    filter: fc.constantFrom(inputOf(''), inputOf('a')),
    selected: fc.nat(20),
  }),
)

const level = fc.oneof(fc.constant(-Infinity), fc.integer({ min: -90, max: 0 }))
const sample: fc.Arbitrary<Sample> = fc.record({
  microphone: level,
  sent: level,
  speaker: level,
  sending: fc.boolean(),
  roundTrip: fc.oneof(fc.constant(null), fc.nat(100_000)),
  dropped: fc.nat(),
  recorded: fc.constant(null),
})

const servers: fc.Arbitrary<ServerChoice[]> = fc.array(
  fc.record({
    name: anyText,
    host: anyText,
    port: fc.nat(65_535),
    tls: fc.boolean(),
    from: fc.constantFrom('lan', 'recent'),
  }),
  { maxLength: 8 },
)

/** Any state that the network and a person may bring about. */
export const anyState: fc.Arbitrary<UiState> = fc
  .record({
    stage: fc.oneof(
      fc.constant({ at: 'meeting' as const }),
      fc.constant({ at: 'meeting' as const }),
      fc.record({ at: fc.constant('start' as const), problem: fc.option(anyText) }),
      fc.record({ at: fc.constant('connecting' as const), to: anyText }),
    ),
    columns: fc.integer({ min: 1, max: 220 }),
    rows: fc.integer({ min: 1, max: 60 }),
    name: anyText,
    room: fc.option(anyText),
    rooms,
    users,
    log,
    link: fc.constantFrom(
      { status: 'connected' as const },
      { status: 'trying' as const },
      { status: 'waiting' as const, retryAt: 5_000, attempt: 2 },
    ),
    flags: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    unread: fc.nat(1_000),
    input: anyText.map(inputOf),
    focus: fc.constantFrom('keys', 'input', 'rooms', 'people'),
    overlay,
    scroll: fc.constantFrom(0, 1, 7, Number.MAX_SAFE_INTEGER),
    below: fc.nat(5),
    sample,
    servers,
    shared: fc.option(anyText),
    wave: fc.option(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 130 })),
  })
  .map((made) => {
    const [muted, deafened, sideBar, encrypted] = made.flags as [boolean, boolean, boolean, boolean]
    return {
      ...initialUiState,
      stage: made.stage,
      size: { columns: made.columns, rows: made.rows },
      meeting: {
        ...initialUiState.meeting,
        self: { id: 1, name: made.name },
        room: made.room,
        rooms: made.rooms,
        users: made.users,
        speaking: [1, 3],
        volumes: { 2: -3, 3: 12 },
        muted,
        deafened,
        link: made.link,
      },
      server: '127.0.0.1:12345',
      encrypted,
      sideBar,
      servers: made.servers,
      logs: { [made.room ?? '']: made.log },
      unread: Object.fromEntries(made.rooms.map((one) => [one.room, made.unread])),
      input: made.input,
      focus: made.focus,
      overlay: made.overlay,
      selectedRoom: made.rooms[1]?.room ?? null,
      selectedPerson: 2,
      selectedServer: 1,
      scroll: made.scroll,
      below: made.below,
      sample: made.sample,
      sharing:
        made.shared === null
          ? null
          : { kind: 'screen' as const, label: made.shared, watchers: 2, fps: 7, bytes: 9_000, quality: 75 },
      consent:
        made.room !== null && made.below === 5
          ? { room: cleanLine(made.room), by: cleanLine(made.name), recording: 'x/1', since: 0, armed: muted }
          : null,
      recording: made.wave && { path: 'a.wav', elapsed: 61_000, since: null, wave: made.wave },
    }
  })
