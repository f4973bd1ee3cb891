import { cleanLine } from '../../lib/text.ts'
import type { User } from '../../protocol/shapes.ts'
import { userLine } from '../meeting/narrate.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'

/** dB by which a key changes the volume of a person; the bounds are those of the `volume` action. */
const VOLUME_STEP = 3
const SOFTEST = -60
const LOUDEST = 12

export const peopleCommands: readonly Command[] = [
  {
    name: 'who',
    group: 'People',
    help: 'list the people in the room and who is talking',
    refusal: needsRoom,
    run: ({ meeting, show }) => {
      for (const user of meeting.state.users) show(userLine(meeting.state, user))
    },
  },
  {
    name: 'msg',
    group: 'People',
    argument: 'NAME TEXT',
    question: 'Private message: a name and the text.',
    needsArgument: true,
    completes: 'people',
    help: 'send a private message',
    refusal: needsRoom,
    run: writeTo,
  },
  {
    name: 'write-to',
    group: 'People',
    keys: ['@'],
    screenOnly: true,
    help: 'send a private message to the selected person',
    refusal: needsRoom,
    run: ({ meeting, screen, complain }) => {
      const user = meeting.state.users.find(({ id }) => id === screen!.state.selectedPerson)
      if (!user) return complain('select a person with the arrow keys first')
      screen!.show({ event: 'focused', focus: 'input' })
      screen!.show({ event: 'replaced', text: `/msg ${cleanLine(user.name)} ` })
    },
  },
  {
    name: 'volume',
    group: 'People',
    argument: 'NAME DB',
    question: 'Volume: a name and the dB, -60 (off) to 12.',
    needsArgument: true,
    completes: 'people',
    help: 'set the volume of a person, -60 (off) to 12 dB',
    refusal: needsRoom,
    run: setVolume,
  },
  {
    name: 'louder',
    group: 'People',
    keys: ['+', '='],
    screenOnly: true,
    help: 'turn the selected person up',
    refusal: needsRoom,
    run: (context) => changeVolume(context, VOLUME_STEP),
  },
  {
    name: 'softer',
    group: 'People',
    keys: ['-'],
    screenOnly: true,
    help: 'turn the selected person down',
    refusal: needsRoom,
    run: (context) => changeVolume(context, -VOLUME_STEP),
  },
  {
    name: 'name',
    group: 'People',
    argument: 'NAME',
    question: 'New name:',
    needsArgument: true,
    help: 'change your name',
    run: async ({ meeting, complain }, name) => {
      const renamed = await meeting.self.rename(name)
      if (!renamed.ok) complain(renamed.refusal)
    },
  },
]

async function writeTo({ meeting, complain }: CommandContext, argument: string): Promise<void> {
  const found = addressee(meeting.state.users, argument)
  if (!found) return complain(`no such person here; /msg NAME TEXT writes to one of: ${names(meeting.state.users)}`)
  if (!found.rest) return complain('/msg needs the text after the name')
  meeting.chat.say(found.rest, found.user.id)
}

async function setVolume({ meeting, complain }: CommandContext, argument: string): Promise<void> {
  const found = addressee(meeting.state.users, argument)
  const db = Number(found?.rest.replace(/\s*dB$/i, ''))
  if (!found) return complain(`no such person here; people: ${names(meeting.state.users)}`)
  if (!found.rest || !(db >= SOFTEST && db <= LOUDEST)) {
    return complain(
      `/volume ${cleanLine(found.user.name)} needs a number of dB, ${SOFTEST} to ${LOUDEST}; 0 is unchanged`,
    )
  }
  await meeting.self.setVolume(found.user.id, db)
}

async function changeVolume({ meeting, screen, complain }: CommandContext, by: number): Promise<void> {
  const { selectedPerson } = screen!.state
  const user = meeting.state.users.find(({ id }) => id === selectedPerson)
  if (!user || user.id === meeting.state.self.id) {
    screen!.show({ event: 'focused', focus: 'people' })
    return complain('select a person with the arrow keys first')
  }
  const db = (meeting.state.volumes[user.id] ?? 0) + by
  await meeting.self.setVolume(user.id, Math.max(SOFTEST, Math.min(LOUDEST, db)))
}

/**
 * The user whose name begins an argument (the longest match, case-insensitive), and the rest after it; null if none
 * matches.
 */
export function addressee(users: readonly User[], argument: string): { user: User; rest: string } | null {
  const text = argument.trim()
  const lower = text.toLowerCase()
  const fitting = users
    .filter(({ name }) => {
      const wanted = name.toLowerCase()
      return lower === wanted || lower.startsWith(`${wanted} `) || lower.startsWith(`${wanted}:`)
    })
    .sort((a, b) => b.name.length - a.name.length)
  const user = fitting[0]
  return user ? { user, rest: text.slice(user.name.length).replace(/^:?\s*/, '') } : null
}

function names(users: readonly User[]): string {
  return users.map(({ name }) => cleanLine(name)).join(', ')
}
