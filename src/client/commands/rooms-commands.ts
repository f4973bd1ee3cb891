import { cleanLine } from '../../lib/text.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'

export const roomCommands: readonly Command[] = [
  {
    name: 'rooms',
    group: 'Rooms',
    help: 'list the rooms',
    run: async ({ meeting, screen }) => {
      await meeting.rooms.list()
      screen?.show({ event: 'focused', focus: 'rooms' })
    },
  },
  {
    name: 'join',
    group: 'Rooms',
    argument: 'ROOM',
    question: 'Which room do you want to go into?',
    needsArgument: true,
    completes: 'rooms',
    keys: ['j'],
    help: 'go into a room',
    run: join,
  },
  {
    name: 'new',
    group: 'Rooms',
    argument: 'ROOM',
    question: 'What is the new room to be called?',
    needsArgument: true,
    keys: ['n'],
    help: 'make a room and go into it',
    run: makeRoom,
  },
  {
    name: 'private',
    group: 'Rooms',
    argument: 'ROOM',
    question: 'What is the new room with a password to be called?',
    needsArgument: true,
    keys: ['N'],
    help: 'make a room that needs a password, and go into it',
    run: makePrivateRoom,
  },
  {
    name: 'leave',
    group: 'Rooms',
    keys: ['l'],
    help: 'leave the room',
    refusal: needsRoom,
    run: async ({ meeting, complain }) => {
      const left = await meeting.rooms.leave()
      if (!left.ok) complain(left.refusal)
    },
  },
  {
    name: 'reconnect',
    group: 'Rooms',
    help: 'try at once to reach a server that was lost',
    run: ({ meeting }) => meeting.retryNow(),
  },
]

async function join(context: CommandContext, room: string): Promise<void> {
  const joined = await context.meeting.rooms.join(room)
  const refusal = joined.ok ? null : joined.refusal
  if (refusal === 'wrong password') {
    context.ask(
      `${cleanLine(room)} needs a password. Type it now; an empty line cancels.`,
      async (password) => {
        const again = await context.meeting.rooms.join(room, password)
        if (!again.ok) context.complain(again.refusal)
      },
      { secret: true },
    )
  } else if (refusal === 'room not found') {
    context.complain(`there is no room ${cleanLine(room)}; /new ${cleanLine(room)} makes it`)
  } else if (refusal === 'room locked') {
    context.complain(`${cleanLine(room)} is closed: only its host and operators may come in now`)
  } else if (refusal && !(context.screen && refusal === 'room already joined')) {
    context.complain(refusal)
  } else {
    context.screen?.show({ event: 'focused', focus: 'keys' })
  }
}

async function makeRoom(context: CommandContext, room: string, password?: string): Promise<void> {
  const made = await context.meeting.rooms.create(room, password)
  if (!made.ok) return context.complain(made.refusal)
  const joined = await context.meeting.rooms.join(room, password)
  if (joined.ok) context.screen?.show({ event: 'focused', focus: 'keys' })
  else context.complain(joined.refusal)
}

function makePrivateRoom(context: CommandContext, room: string): void {
  context.ask(
    `Password of ${cleanLine(room)}? Whoever comes in has to type it; an empty line cancels.`,
    (password) => makeRoom(context, room, password),
    { secret: true },
  )
}
