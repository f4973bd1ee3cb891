import { stdout } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { caution } from '../account/password-source.ts'
import { protectionLine } from '../meeting/narrate.ts'
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
    question: 'Room to join:',
    needsArgument: true,
    completes: 'rooms',
    keys: ['j'],
    help: 'join a room',
    run: join,
  },
  {
    name: 'new',
    group: 'Rooms',
    argument: 'ROOM',
    question: 'Name of the new room:',
    needsArgument: true,
    keys: ['n'],
    help: 'create a room and join it',
    run: makeRoom,
  },
  {
    name: 'private',
    group: 'Rooms',
    argument: 'ROOM',
    question: 'Name of the private room:',
    needsArgument: true,
    keys: ['N'],
    help: 'create a room with a password and join it',
    run: makePrivateRoom,
  },
  {
    name: 'leave',
    group: 'Rooms',
    keys: ['l'],
    help: 'leave the room, or hang up',
    refusal: needsRoom,
    run: async ({ meeting, complain }) => {
      if (meeting.state.calls.current && meeting.calls.end()) return
      const left = await meeting.rooms.leave()
      if (!left.ok) complain(left.refusal)
    },
  },
  {
    name: 'server',
    group: 'Rooms',
    help: 'show the address of the server, whether it is encrypted, and its key',
    run: ({ meeting, show }) => {
      const { host, port, encrypted, key } = meeting.server
      show(`Server: ${cleanLine(host)} port ${port}. ${protectionLine(encrypted)}`)
      if (key !== null) show(`Its key, as the server printed it at startup: ${key}`)
    },
  },
  {
    name: 'link',
    group: 'Rooms',
    help: 'show the address of the web client and its QR code, to join from a browser or phone',
    run: async ({ meeting, show }) => {
      const { linkLines } = await import('../../lib/web-address.ts')
      for (const line of linkLines(meeting.server, stdout.isTerminal)) show(line)
    },
  },
  {
    name: 'reconnect',
    group: 'Rooms',
    keys: ['ctrl+r'],
    help: 'retry a lost connection now',
    run: ({ meeting }) => meeting.retryNow(),
  },
]

async function join(context: CommandContext, room: string): Promise<void> {
  const joined = await context.meeting.rooms.join(room)
  const refusal = joined.ok ? null : joined.refusal
  if (refusal === 'wrong password') {
    context.ask(
      `Password for ${cleanLine(room)}?${caution(context.meeting.server)} An empty line cancels.`,
      async (password) => {
        const again = await context.meeting.rooms.join(room, password)
        if (!again.ok) context.complain(again.refusal)
      },
      { secret: true },
    )
  } else if (refusal === 'room not found') {
    context.complain(`room ${cleanLine(room)} does not exist; /new ${cleanLine(room)} creates it`)
  } else if (refusal === 'room locked') {
    context.complain(`${cleanLine(room)} is locked: only its host and operators can join`)
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
    `Password for ${cleanLine(room)}?${caution(context.meeting.server)} Everyone who joins must type it; an empty line cancels.`,
    (password) => makeRoom(context, room, password),
    { secret: true },
  )
}
