import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanName, likenessKeys } from '../../protocol/names.ts'
import { minutesLeft } from '../moderation/bans.ts'
import type { ModeratedRoom, ModeratedSession, Moderator } from '../moderation/moderation.ts'
import { isOwnMachine } from '../net/addresses.ts'
import { columns } from './text-columns.ts'
import type { CtlAnswer, CtlVerb, Running } from './verb.ts'

const WITH_ADDRESS = '--address'

/** The operator at the console; the name is reserved. */
const CONSOLE: Moderator = { name: 'Server', as: 'console', address: null }

export const kickVerb: CtlVerb = {
  name: 'kick',
  argument: '<name> [reason...]',
  help: 'remove a user from their room',
  run({ context }, [name, ...reason]) {
    const found = findInRoom(context, name!)
    if (!found.ok) return found
    const { target, room } = found.value
    context.moderation.kick(target, CONSOLE, reason.join(' '))
    return said({ name: target.participant.name, room: room.name }, `Removed ${nameOf(target)} from ${room.name}.`)
  },
}

export const banVerb: CtlVerb = {
  name: 'ban',
  argument: '<name> <minutes> [reason...]',
  help: 'ban a connected user from the server for a number of minutes, by name and, if nobody else uses it, by address',
  flags: [{ flag: WITH_ADDRESS, help: 'ban the address too, even if others use it, as behind a router' }],
  async run({ context }, args) {
    const [name, time, ...reason] = args.filter((arg) => arg !== WITH_ADDRESS)
    const withAddress = args.includes(WITH_ADDRESS)
    const minutes = Number(time)
    const { limits } = context
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > limits.banMinutes) {
      return refused(`ban takes a whole number of minutes, at most ${limits.banMinutes}.`)
    }
    const found = find(context, name!)
    if (!found.ok) return found
    const target = found.value
    const banned = nameOf(target)
    const order = { minutes, reason: reason.join(' '), withAddress }
    const {
      ban: { address },
      stored,
    } = context.moderation.ban(target, CONSOLE, order)
    const isShared = address === null && !isOwnMachine(target.address)
    const hint = `Only the name is banned, because others use ${target.address} too; "ban ${WITH_ADDRESS}" includes it.`
    const isStored = await stored
    return ok({
      facts: { name: banned, minutes, address, stored: isStored },
      lines: [
        `Banned ${banned} for ${minutes} min.`,
        ...(isShared ? [hint] : []),
        ...(isStored ? [] : ['It could not be stored, and ends when the server stops; the log says why.']),
      ],
    })
  },
}

export const unbanVerb: CtlVerb = {
  name: 'unban',
  argument: '<name>',
  help: 'lift the bans of a name from the server and from all rooms',
  async run({ context }, [wanted]) {
    const name = cleanName(wanted!) ?? ''
    const places = [null, ...context.rooms.all()]
    const lifted = places.flatMap((room) => context.moderation.unban(name, room, CONSOLE) ?? [])
    if (lifted.length === 0) return refused(`${wanted} is not banned; "bans" lists all bans.`)
    const stored = (await Promise.all(lifted)).every(Boolean)
    const hint = stored ? '' : ' That could not be stored: the ban is back after a restart. The log says why.'
    return said({ name, stored }, `Unbanned ${name}.${hint}`)
  },
}

export const bansVerb: CtlVerb = {
  name: 'bans',
  help: 'list the bans from the server and from rooms',
  run({ context }) {
    const now = context.dates.now()
    const places = [null, ...context.rooms.all()]
    const bans = places.flatMap((room) =>
      (room?.bans ?? context.moderation.bans)
        .list(now)
        .map((ban) => ({
          name: ban.name,
          address: ban.address,
          room: room?.name ?? null,
          minutes_left: minutesLeft(ban, now),
          by: ban.by,
          reason: ban.reason,
        })),
    )
    const rows = bans.map(({ name, address, room, minutes_left: left, by, reason }) => [
      name,
      address ?? '-',
      room ?? '(server)',
      `${left} min`,
      by,
      reason,
    ])
    const heads = ['NAME', 'ADDRESS', 'FROM', 'LEFT', 'BY', 'REASON']
    return ok({ facts: bans, lines: rows.length === 0 ? ['No bans.'] : columns(heads, rows) })
  },
}

export const muteVerb: CtlVerb = muting('mute', true, 'mute a user for everyone in their room')
export const unmuteVerb: CtlVerb = muting('unmute', false, 'unmute a user')
export const lockVerb: CtlVerb = locking('lock', true, 'close a room: only its host and operators can join')
export const unlockVerb: CtlVerb = locking('unlock', false, 'open a closed room')

export const handoverVerb: CtlVerb = {
  name: 'handover',
  argument: '<name>',
  help: 'make a user the host of their room',
  run({ context }, [name]) {
    const found = findInRoom(context, name!)
    if (!found.ok) return found
    const { target, room } = found.value
    context.moderation.handOver(target, CONSOLE)
    return said({ name: nameOf(target), room: room.name }, `${nameOf(target)} is now the host of ${room.name}.`)
  },
}

export const operatorVerb: CtlVerb = {
  name: 'operator',
  argument: '<name> [off]',
  help: 'make a connected user an operator until they leave, or revoke that (off)',
  run({ context }, [name, off]) {
    if (off !== undefined && off !== 'off') return refused('operator takes a name, optionally followed by "off".')
    const found = find(context, name!)
    if (!found.ok) return found
    const target = found.value
    context.moderation.setOperator(target, !off, CONSOLE)
    return said({ name, operator: !off }, `${nameOf(target)} is ${off ? 'no longer' : 'now'} an operator.`)
  },
}

function muting(name: string, muted: boolean, help: string): CtlVerb {
  return {
    name,
    argument: '<name>',
    help,
    run({ context }, [wanted]) {
      const found = findInRoom(context, wanted!)
      if (!found.ok) return found
      const { target, room } = found.value
      context.moderation.muteForAll(target, muted, CONSOLE)
      const who = nameOf(target)
      const line = muted ? `Muted ${who} for everyone in ${room.name}.` : `Unmuted ${who} in ${room.name}.`
      return said({ name: who, muted }, line)
    },
  }
}

function locking(name: string, closed: boolean, help: string): CtlVerb {
  return {
    name,
    argument: '<room>',
    help,
    run({ context }, [wanted]) {
      const room = context.rooms.find(wanted!)
      if (!room) return refused(`No room named ${wanted}; "rooms" lists all.`)
      context.moderation.close(room, closed, CONSOLE)
      return said({ room: room.name, closed }, `${closed ? 'Closed' : 'Opened'} ${room.name}.`)
    },
  }
}

/** Finds a client by name, or by the id that `people` shows. */
function find({ moderation }: Running['context'], wanted: string): Result<ModeratedSession> {
  const keys = likenessKeys(cleanName(wanted) ?? '')
  const target = moderation.everybody().find(({ participant: { id, name } }) => {
    const own = name === '' ? [] : likenessKeys(name)
    return own.some((key, i) => key === keys[i]) || String(id) === wanted
  })
  return target ? ok(target) : refused(`No user named ${wanted}; "people" lists all.`)
}

/** As `find`, for a client in a room. */
function findInRoom(
  context: Running['context'],
  wanted: string,
): Result<{ target: ModeratedSession; room: ModeratedRoom }> {
  const found = find(context, wanted)
  if (!found.ok) return found
  const target = found.value
  const { room, participant } = target
  return room ? ok({ target, room }) : refused(`${participant.name || 'The user'} is not in a room.`)
}

function nameOf({ participant: { name, id } }: ModeratedSession): string {
  return name || `user ${id}`
}

function said(facts: object, line: string): Result<CtlAnswer> {
  return ok({ facts, lines: [line] })
}
