import { cleanLine } from '../protocol/text.ts'
import type { Meeting } from './meeting.ts'
import { userLine } from './narrate.ts'
import { soundCommands } from './sound-commands.ts'

/** What a command needs of the interface it is typed in. */
export interface CommandContext {
  meeting: Meeting
  /** Shows a line to the user. */
  show(line: string): void
  /** Shows what went wrong. */
  complain(text: string): void
  /** Leaves the meeting and ends the program. */
  quit(): void
  /** Takes the next line typed as the answer to a question; an empty one cancels. */
  ask(question: string, answer: (line: string) => Promise<void>): void
}

export interface Command {
  readonly name: string
  /** What follows the name, for the help. */
  readonly argument?: string
  readonly needsArgument?: boolean
  readonly help: string
  run(context: CommandContext, argument: string): Promise<void> | void
}

/** Everything that can be typed behind a slash. */
export const commands: readonly Command[] = [
  { name: 'rooms', help: 'list the rooms', run: ({ meeting }) => meeting.listRooms() },
  { name: 'join', argument: 'ROOM', needsArgument: true, help: 'go into a room', run: join },
  { name: 'new', argument: 'ROOM', needsArgument: true, help: 'make a room and go into it', run: makeRoom },
  { name: 'leave', help: 'leave the room', run: leave },
  { name: 'who', help: 'tell who is here, and who talks', run: who },
  {
    name: 'mute',
    help: 'mute yourself, or unmute',
    run: ({ meeting }) => meeting.setMuted(!meeting.state.muted),
  },
  {
    name: 'deafen',
    help: 'hear nobody, or hear again',
    run: ({ meeting }) => meeting.setDeafened(!meeting.state.deafened),
  },
  { name: 'name', argument: 'NAME', needsArgument: true, help: 'take another name', run: rename },
  { name: 'record', argument: '[FILE.wav]', help: 'record the room to a WAV file', run: record },
  { name: 'stop', help: 'end the recording', run: stop },
  ...soundCommands,
  { name: 'help', help: 'show the commands', run: help },
  { name: 'quit', help: 'leave and end; so does {quit}', run: ({ quit }) => quit() },
]

/** The commands as text, a line each. */
export function commandHelp(): string[] {
  const heads = commands.map(({ name, argument }) => `/${name}${argument ? ` ${argument}` : ''}`)
  const width = Math.max(...heads.map((head) => head.length))
  return commands.map(({ help }, index) => `${heads[index]!.padEnd(width)}  ${help}`)
}

/** Runs the command on a typed line that begins with a slash. */
export async function runCommand(context: CommandContext, line: string): Promise<void> {
  const [, name = '', argument = ''] = /^\/(\S*)\s*(.*)$/s.exec(line.trim()) ?? []
  const command = commands.find((one) => one.name === name)
  if (!command) context.complain(`There is no /${cleanLine(name)}; /help lists the commands`)
  else if (command.needsArgument && !argument) context.complain(`/${name} needs a ${command.argument}`)
  else await command.run(context, argument)
}

async function join(context: CommandContext, room: string): Promise<void> {
  const wrong = await context.meeting.join(room)
  if (wrong === 'wrong password') {
    context.ask(
      `${cleanLine(room)} needs a password. Type it now; an empty line cancels.`,
      async (password) => {
        const stillWrong = await context.meeting.join(room, password)
        if (stillWrong) context.complain(stillWrong)
      },
    )
  } else if (wrong === 'room not found') {
    context.complain(`there is no room ${cleanLine(room)}; /new ${cleanLine(room)} makes it`)
  } else if (wrong) {
    context.complain(wrong)
  }
}

async function makeRoom(context: CommandContext, room: string): Promise<void> {
  const wrong = await context.meeting.create(room)
  if (wrong) context.complain(wrong)
  else await join(context, room)
}

async function leave({ meeting, complain }: CommandContext): Promise<void> {
  const wrong = await meeting.leave()
  if (wrong) complain(wrong)
}

function who({ meeting, show, complain }: CommandContext): void {
  const { room, users } = meeting.state
  if (!room) complain('you are in no room; /rooms lists them')
  for (const user of users) show(userLine(meeting.state, user))
}

async function rename({ meeting, complain }: CommandContext, name: string): Promise<void> {
  const wrong = await meeting.rename(name)
  if (wrong) complain(wrong)
}

async function record({ meeting, complain }: CommandContext, file: string): Promise<void> {
  const wrong = await meeting.record(file || null)
  if (wrong) complain(wrong)
}

async function stop({ meeting, complain }: CommandContext): Promise<void> {
  if (meeting.recording) await meeting.stopRecording()
  else complain('you are not recording; /record begins')
}

function help({ show }: CommandContext): void {
  for (const line of commandHelp()) show(line)
  show('Anything else you type is said to the room; // at the start says a line that begins with a slash.')
}
