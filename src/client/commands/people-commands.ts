import { cleanLine } from '../../lib/text.ts'
import type { User } from '../../protocol/shapes.ts'
import { userLine } from '../meeting/narrate.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'

/** dB by which a key changes how loud somebody is; the bounds are the contract's. */
const VOLUME_STEP = 3
const SOFTEST = -60
const LOUDEST = 12

export const peopleCommands: readonly Command[] = [
  {
    name: 'who',
    group: 'People',
    help: 'tell who is here, and who talks',
    refusal: needsRoom,
    run: ({ meeting, show }) => {
      for (const user of meeting.state.users) show(userLine(meeting.state, user))
    },
  },
  {
    name: 'msg',
    group: 'People',
    argument: 'NAME TEXT',
    question: 'Whom do you want to write to, and what? Type the name and the text.',
    needsArgument: true,
    completes: 'people',
    help: 'write to one person alone',
    refusal: needsRoom,
    run: writeTo,
  },
  {
    name: 'write-to',
    group: 'People',
    keys: ['@'],
    screenOnly: true,
    help: 'write to the selected person alone',
    refusal: needsRoom,
    run: ({ meeting, screen, complain }) => {
      const user = meeting.state.users.find(({ id }) => id === screen!.state.selectedPerson)
      if (!user) return complain('choose somebody with the arrow keys first')
      screen!.show({ event: 'focused', focus: 'input' })
      screen!.show({ event: 'replaced', text: `/msg ${cleanLine(user.name)} ` })
    },
  },
  {
    name: 'volume',
    group: 'People',
    argument: 'NAME DB',
    question: 'Whom do you want to hear louder or more softly? Type the name and the dB, -60 (off) to 12.',
    needsArgument: true,
    completes: 'people',
    help: 'how loud you hear somebody, -60 (off) to 12 dB',
    refusal: needsRoom,
    run: setVolume,
  },
  {
    name: 'louder',
    group: 'People',
    keys: ['+', '='],
    screenOnly: true,
    help: 'hear the selected person louder',
    refusal: needsRoom,
    run: (context) => changeVolume(context, VOLUME_STEP),
  },
  {
    name: 'softer',
    group: 'People',
    keys: ['-'],
    screenOnly: true,
    help: 'hear the selected person more softly',
    refusal: needsRoom,
    run: (context) => changeVolume(context, -VOLUME_STEP),
  },
  {
    name: 'name',
    group: 'People',
    argument: 'NAME',
    question: 'What do you want to be called?',
    needsArgument: true,
    help: 'take another name',
    run: async ({ meeting, complain }, name) => {
      const renamed = await meeting.rename(name)
      if (!renamed.ok) complain(renamed.refusal)
    },
  },
]

async function writeTo({ meeting, complain }: CommandContext, argument: string): Promise<void> {
  const found = addressee(meeting.state.users, argument)
  if (!found)
    return complain(
      `nobody here is called that; /msg NAME TEXT writes to one of: ${names(meeting.state.users)}`,
    )
  if (!found.rest) return complain('/msg needs a text after the name')
  meeting.say(found.rest, found.user.id)
}

async function setVolume({ meeting, complain }: CommandContext, argument: string): Promise<void> {
  const found = addressee(meeting.state.users, argument)
  const db = Number(found?.rest.replace(/\s*dB$/i, ''))
  if (!found) return complain(`nobody here is called that; there are: ${names(meeting.state.users)}`)
  if (!found.rest || !(db >= SOFTEST && db <= LOUDEST)) {
    return complain(
      `/volume ${cleanLine(found.user.name)} needs a number of dB, ${SOFTEST} to ${LOUDEST}; 0 is as sent`,
    )
  }
  await meeting.setVolume(found.user.id, db)
}

async function changeVolume({ meeting, screen, complain }: CommandContext, by: number): Promise<void> {
  const { selectedPerson } = screen!.state
  const user = meeting.state.users.find(({ id }) => id === selectedPerson)
  if (!user || user.id === meeting.state.self.id) {
    screen!.show({ event: 'focused', focus: 'people' })
    return complain('choose somebody with the arrow keys first')
  }
  const db = (meeting.state.volumes[user.id] ?? 0) + by
  await meeting.setVolume(user.id, Math.max(SOFTEST, Math.min(LOUDEST, db)))
}

/** Whom an argument begins with, by the longest name that fits; letter case does not count. */
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
