import { cleanLine } from '../../lib/text.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { User } from '../../protocol/shapes.ts'
import { caution } from '../account/password-source.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
import { addressee } from './people-commands.ts'

const LENGTH = /^(\d+)\s*(m|min|h|d)?(?:\s+(--address)(?!\S))?(?:\s+(.*))?$/s
const MINUTES = { m: 1, min: 1, h: 60, d: 1440 } as const

/** Commands for hosts of a room and operators of the server. */
export const moderationCommands: readonly Command[] = [
  {
    name: 'kick',
    group: 'Moderation',
    argument: 'NAME [WHY]',
    question: 'Remove from the room: a name, and a reason if you like.',
    needsArgument: true,
    completes: 'people',
    help: 'remove somebody from the room; they can rejoin',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }, reason) => context.meeting.moderation.kick(id, reason)),
  },
  {
    name: 'ban',
    group: 'Moderation',
    argument: 'NAME TIME [--address] [WHY]',
    question: 'Ban: a name, a time (10 for minutes, 2h or 1d), and a reason if you like.',
    needsArgument: true,
    completes: 'people',
    help: 'ban somebody for a time: 10 (minutes), 2h or 1d; --address: with an address that others use',
    refusal: needsModerator,
    run: ban,
  },
  { name: 'bans', group: 'Moderation', help: 'list the bans', refusal: needsModerator, run: bans },
  {
    name: 'unban',
    group: 'Moderation',
    argument: 'NAME',
    question: 'Lift the ban of:',
    needsArgument: true,
    help: 'lift a ban',
    refusal: needsModerator,
    run: async ({ meeting, show, complain }, name) => {
      const lifted = await meeting.moderation.unban(name)
      if (lifted) show(`${cleanLine(name)} can join again.`)
      else complain(`${cleanLine(name)} is not banned; /bans lists the bans`)
    },
  },
  {
    name: 'silence',
    group: 'Moderation',
    argument: 'NAME',
    question: 'Mute for everyone:',
    needsArgument: true,
    completes: 'people',
    help: 'mute somebody for everyone; they cannot undo it',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }) => context.meeting.moderation.muteForAll(id, true)),
  },
  {
    name: 'unsilence',
    group: 'Moderation',
    argument: 'NAME',
    question: 'Unmute for everyone:',
    needsArgument: true,
    completes: 'people',
    help: 'lift a mute for everyone',
    refusal: needsModerator,
    run: (context, argument) =>
      withPerson(context, argument, ({ id }) => context.meeting.moderation.muteForAll(id, false)),
  },
  {
    name: 'lock',
    group: 'Moderation',
    help: 'lock the room: nobody else can join',
    refusal: needsModerator,
    run: ({ meeting }) => meeting.moderation.lock(true),
  },
  {
    name: 'unlock',
    group: 'Moderation',
    help: 'unlock the room',
    refusal: needsModerator,
    run: ({ meeting }) => meeting.moderation.lock(false),
  },
  {
    name: 'delete-history',
    group: 'Moderation',
    argument: 'yes',
    question: 'Delete what was said in this room, for all who come later? Type yes:',
    needsArgument: true,
    help: 'delete what was said in the room, for all who come later',
    refusal: needsModerator,
    run: async ({ meeting, complain }, answer) => {
      if (/^(y|yes)$/i.test(answer.trim())) await meeting.moderation.deleteHistory()
      else complain('nothing was deleted; /delete-history yes deletes what was said in this room')
    },
  },
  {
    name: 'handover',
    group: 'Moderation',
    argument: 'NAME',
    question: 'New host of the room:',
    needsArgument: true,
    completes: 'people',
    help: 'make somebody else host of the room',
    refusal: needsModerator,
    run: (context, argument) => withPerson(context, argument, ({ id }) => context.meeting.moderation.handOver(id)),
  },
  {
    name: 'operator',
    group: 'Moderation',
    help: 'become an operator of the server with its token',
    run: ({ meeting, ask, complain }) =>
      ask(
        `Operator token of this server? See the server's startup output; an empty line cancels.${caution(meeting.server)}`,
        async (token) => {
          const done = await meeting.moderation.operate(token)
          if (!done.ok) complain(done.refusal)
        },
        { secret: true },
      ),
  },
]

/** The refusal for a user who is neither host of the room nor operator; null for those who are. */
function needsModerator(state: MeetingState): string | null {
  if (state.operator) return null
  const { users, self } = state
  if (users.some(({ id, host }) => host && id === self.id)) return null
  const host = users.find((user) => user.host)
  const who = host ? ` (${cleanLine(host.name)})` : ' (nobody now)'
  return needsRoom(state) ?? `only the host of the room${who} and operators can do this`
}

async function withPerson(
  { meeting, complain }: CommandContext,
  argument: string,
  then: (user: User, rest: string) => Promise<void>,
): Promise<void> {
  const { users } = meeting.state
  const found = addressee(users, argument)
  if (found) return then(found.user, found.rest)
  complain(`no such person here; people: ${users.map(({ name }) => cleanLine(name)).join(', ')}`)
}

function ban(context: CommandContext, argument: string): Promise<void> {
  return withPerson(context, argument, async (user, rest) => {
    const [, count, unit = 'min', address, reason = ''] = LENGTH.exec(rest) ?? []
    const minutes = Number(count) * MINUTES[unit as keyof typeof MINUTES]
    if (!(minutes >= 1 && minutes <= context.meeting.moderation.longestBan)) {
      return context.complain(
        `/ban ${cleanLine(user.name)} needs a time after the name: 10 (minutes), 2h or 1d, at most a year`,
      )
    }
    const order = { reason, withAddress: address !== undefined }
    const stored = await context.meeting.moderation.ban(user.id, minutes, order)
    if (!stored) context.complain('the server could not store the ban; it ends when the server restarts')
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
