import { type Command, needsRoom } from './meeting-command.ts'

export const writeCommands: readonly Command[] = [
  {
    name: 'write',
    group: 'Write',
    keys: ['enter', 'i'],
    screenOnly: true,
    help: 'write a message; Esc returns to the keys',
    run: ({ screen }) => screen!.show({ event: 'focused', focus: 'input' }),
  },
  {
    name: 'slash',
    group: 'Write',
    keys: ['/'],
    screenOnly: true,
    help: 'type a command',
    run: ({ screen }) => {
      screen!.show({ event: 'focused', focus: 'input' })
      screen!.show({ event: 'typed', text: '/' })
    },
  },
  {
    name: 'back',
    group: 'Write',
    keys: ['pageup'],
    screenOnly: true,
    help: 'scroll back a page',
    run: ({ screen }) => screen!.show({ event: 'scrolled', by: pageOf(screen!.state.size.rows) }),
  },
  {
    name: 'forth',
    group: 'Write',
    keys: ['pagedown'],
    screenOnly: true,
    help: 'scroll forward a page',
    run: ({ screen }) => screen!.show({ event: 'scrolled', by: -pageOf(screen!.state.size.rows) }),
  },
  {
    name: 'oldest',
    group: 'Write',
    keys: ['home', 'g'],
    screenOnly: true,
    help: 'go to the oldest message',
    run: ({ screen }) => screen!.show({ event: 'scrolled', by: 'top' }),
  },
  {
    name: 'newest',
    group: 'Write',
    keys: ['end', 'G'],
    screenOnly: true,
    help: 'go to the newest message',
    run: ({ screen }) => screen!.show({ event: 'scrolled', by: 'bottom' }),
  },
  {
    name: 'history',
    group: 'Write',
    help: 'show older messages of the room',
    refusal: needsRoom,
    run: async ({ meeting, show }) => {
      if (!(await meeting.history.older())) show('There are no older messages.')
    },
  },
  {
    name: 'clear',
    group: 'Write',
    screenOnly: true,
    help: 'clear the messages on this screen',
    run: ({ screen }) => screen!.show({ event: 'cleared' }),
  },
]

function pageOf(rows: number): number {
  return Math.max(1, rows - 6)
}
