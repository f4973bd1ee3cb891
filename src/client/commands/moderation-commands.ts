import { cleanLine } from '../../lib/text.ts'
import type { User } from '../../protocol/shapes.ts'
import type { MeetingState } from '../meeting/state.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
import { addressee } from './people-commands.ts'

const LENGTH = /^(\d+)\s*(m|min|h|d)?(?:\s+(.*))?$/s
const MINUTES = { m: 1, min: 1, h: 60, d: 1440 } as const

/** What hosts and operators do so that the others can meet in peace. */
export const moderationCommands: readonly Command[] = [
  {
    name: 'kick',
    group: 'Order',
    argument: 'NAME [WHY]',
    question: 'Whom do you want to take out of the room? Type the name, and the reason if you like.',
    needsArgument: true,
    completes: 'people',
    help: 'take somebody out of the room; they may come back',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }, reason) => context.meeting.moderation.kick(id, reason)),
  },
  {
    name: 'ban',
    group: 'Order',
    argument: 'NAME TIME [WHY]',
    question:
      'Whom do you want to keep away, and for how long? Type the name, 10 (minutes), 2h or 1d, and why.',
    needsArgument: true,
    completes: 'people',
    help: 'keep somebody away for 10 (minutes), 2h or 1d',
    refusal: needsModerator,
    run: ban,
  },
  {
    name: 'bans',
    group: 'Order',
    help: 'list who is banned',
    refusal: needsModerator,
    run: bans,
  },
  {
    name: 'unban',
    group: 'Order',
    argument: 'NAME',
    question: 'Whose ban do you want to lift?',
    needsArgument: true,
    help: 'let somebody in again',
    refusal: needsModerator,
    run: async ({ meeting, show, complain }, name) => {
      const lifted = await meeting.moderation.unban(name)
      if (lifted) show(`${cleanLine(name)} may come in again.`)
      else complain(`${cleanLine(name)} is not banned; /bans lists who is`)
    },
  },
  {
    name: 'silence',
    group: 'Order',
    argument: 'NAME',
    question: 'Whom is nobody to hear any more?',
    needsArgument: true,
    completes: 'people',
    help: 'mute somebody for all; they cannot undo it',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }) => context.meeting.moderation.muteForAll(id, true)),
  },
  {
    name: 'unsilence',
    group: 'Order',
    argument: 'NAME',
    question: 'Who is to be heard again?',
    needsArgument: true,
    completes: 'people',
    help: 'let somebody be heard again',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }) => context.meeting.moderation.muteForAll(id, false)),
  },
  {
    name: 'lock',
    group: 'Order',
    help: 'close the room: nobody else comes in',
    refusal: needsModerator,
    run: ({ meeting }) => meeting.moderation.lock(true),
  },
  {
    name: 'unlock',
    group: 'Order',
    help: 'open the room again',
    refusal: needsModerator,
    run: ({ meeting }) => meeting.moderation.lock(false),
  },
  {
    name: 'handover',
    group: 'Order',
    argument: 'NAME',
    question: 'Who is to be the host of this room?',
    needsArgument: true,
    completes: 'people',
    help: 'make somebody else the host of the room',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }) => context.meeting.moderation.handOver(id)),
  },
  {
    name: 'operator',
    group: 'Order',
    help: 'become an operator of the server, by its token',
    run: ({ meeting, ask, complain }) =>
      ask(
        "The operator's token of this server? It stands where the server was started; an empty line cancels.",
        async (token) => {
          const done = await meeting.moderation.operate(token)
          if (!done.ok) complain(done.refusal)
        },
        { secret: true },
      ),
  },
]

/** Refuses what only hosts and operators may do. */
function needsModerator(state: MeetingState): string | null {
  if (state.operator) return null
  const { users, self } = state
  if (users.some(({ id, host }) => host && id === self.id)) return null
  const host = users.find((user) => user.host)
  const who = host ? `, who is ${cleanLine(host.name)}` : ', which has none now'
  return needsRoom(state) ?? `only the host of the room${who}, and operators may do this`
}

async function withPerson(
  { meeting, complain }: CommandContext,
  argument: string,
  then: (user: User, rest: string) => Promise<void>,
): Promise<void> {
  const { users } = meeting.state
  const found = addressee(users, argument)
  if (found) return then(found.user, found.rest)
  complain(`nobody here is called that; there are: ${users.map(({ name }) => cleanLine(name)).join(', ')}`)
}

function ban(context: CommandContext, argument: string): Promise<void> {
  return withPerson(context, argument, async (user, rest) => {
    const [, count, unit = 'min', reason = ''] = LENGTH.exec(rest) ?? []
    const minutes = Number(count) * MINUTES[unit as keyof typeof MINUTES]
    if (!(minutes >= 1 && minutes <= context.meeting.moderation.longestBan)) {
      return context.complain(
        `/ban ${cleanLine(user.name)} needs a time after the name: 10 (minutes), 2h or 1d, a year at most`,
      )
    }
    await context.meeting.moderation.ban(user.id, minutes, reason)
  })
}

async function bans({ meeting, show }: CommandContext): Promise<void> {
  const all = await meeting.moderation.bans()
  if (all.length === 0) show('Nobody is banned.')
  for (const { name, address, room, minutes_left: left, by, reason } of all) {
    const from = room === undefined ? 'the server' : room
    const where = address === undefined ? '' : ` (${address})`
    const why = reason === '' ? '' : `: ${reason}`
    show(cleanLine(`${name}${where}, from ${from}, ${left} min left, by ${by}${why}`))
  }
}
