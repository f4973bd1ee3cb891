import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanName, likenessKeys } from '../../protocol/names.ts'
import { minutesLeft } from '../moderation/bans.ts'
import type { ModeratedRoom, ModeratedSession, Moderator } from '../moderation/moderation.ts'
import { columns } from './text-columns.ts'
import type { CtlAnswer, CtlVerb, Running } from './verb.ts'

/** The operator at the console; no user can have this name. */
const CONSOLE: Moderator = { name: 'Server', as: 'console', address: null }

export const kickVerb: CtlVerb = {
  name: 'kick',
  argument: '<name> [reason...]',
  help: 'take somebody out of the room they are in',
  run({ context }, [name, ...reason]) {
    const found = findInRoom(context, name!)
    if (!found.ok) return found
    const { target, room } = found.value
    context.moderation.kick(target, CONSOLE, reason.join(' '))
    return said(
      { name: target.participant.name, room: room.name },
      `${nameOf(target)} is out of ${room.name}.`,
    )
  },
}

export const banVerb: CtlVerb = {
  name: 'ban',
  argument: '<name> <minutes> [reason...]',
  help: 'keep somebody who is here away from the server, by name and address, for so many minutes',
  run({ context }, [name, time, ...reason]) {
    const minutes = Number(time)
    const { limits } = context
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > limits.banMinutes) {
      return refused(`ban takes a whole number of minutes, ${limits.banMinutes} at most.`)
    }
    const found = find(context, name!)
    if (!found.ok) return found
    const target = found.value
    const banned = nameOf(target)
    context.moderation.ban(target, CONSOLE, minutes, reason.join(' '))
    return said({ name: banned, minutes }, `${banned} is banned for ${minutes} min.`)
  },
}

export const unbanVerb: CtlVerb = {
  name: 'unban',
  argument: '<name>',
  help: 'let somebody in again, at the server and in all rooms',
  run({ context }, [wanted]) {
    const name = cleanName(wanted!) ?? ''
    const places = [null, ...context.rooms.all()]
    const lifted = places.filter((room) => context.moderation.unban(name, room, CONSOLE))
    if (lifted.length === 0) return refused(`${wanted} is not banned; "bans" lists who is.`)
    return said({ name }, `${name} may come in again.`)
  },
}

export const bansVerb: CtlVerb = {
  name: 'bans',
  help: 'list who is banned, from the server and from rooms',
  run({ context }) {
    const now = context.clock.date()
    const places = [null, ...context.rooms.all()]
    const bans = places.flatMap((room) =>
      (room?.bans ?? context.moderation.bans).list(now).map((ban) => ({
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
    return ok({ facts: bans, lines: rows.length === 0 ? ['Nobody is banned.'] : columns(heads, rows) })
  },
}

export const muteVerb: CtlVerb = muting('mute', true, 'have nobody in the room hear somebody')
export const unmuteVerb: CtlVerb = muting('unmute', false, 'let somebody be heard again')
export const lockVerb: CtlVerb = locking('lock', true, 'close a room: nobody else but its host comes in')
export const unlockVerb: CtlVerb = locking('unlock', false, 'open a room again')

export const handoverVerb: CtlVerb = {
  name: 'handover',
  argument: '<name>',
  help: 'make somebody the host of the room they are in',
  run({ context }, [name]) {
    const found = findInRoom(context, name!)
    if (!found.ok) return found
    const { target, room } = found.value
    context.moderation.handOver(target, CONSOLE)
    return said(
      { name: nameOf(target), room: room.name },
      `${nameOf(target)} is the host of ${room.name} now.`,
    )
  },
}

export const operatorVerb: CtlVerb = {
  name: 'operator',
  argument: '<name> [off]',
  help: 'make somebody who is here an operator, until they leave, or no operator any more (off)',
  run({ context }, [name, off]) {
    if (off !== undefined && off !== 'off') return refused('operator takes a name, and "off" after it.')
    const found = find(context, name!)
    if (!found.ok) return found
    const target = found.value
    target.setOperator(!off)
    return said({ name, operator: !off }, `${nameOf(target)} is ${off ? 'no' : 'an'} operator now.`)
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
      const how = muted ? 'is heard by nobody' : 'can be heard again'
      return said({ name: nameOf(target), muted }, `${nameOf(target)} ${how} in ${room.name}.`)
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
      if (!room) return refused(`There is no room ${wanted}; "rooms" lists them.`)
      context.moderation.close(room, closed, CONSOLE)
      return said({ room: room.name, closed }, `${room.name} is ${closed ? 'closed' : 'open'} now.`)
    },
  }
}

/** A client by its name, or by the number that `people` shows. */
function find({ moderation }: Running['context'], wanted: string): Result<ModeratedSession> {
  const keys = likenessKeys(cleanName(wanted) ?? '')
  const target = moderation.everybody().find(({ participant: { id, name } }) => {
    const own = name === '' ? [] : likenessKeys(name)
    return own.some((key, i) => key === keys[i]) || String(id) === wanted
  })
  return target ? ok(target) : refused(`Nobody called ${wanted} is here; "people" lists those who are.`)
}

/** The same for a client that has to be in a room. */
function findInRoom(
  context: Running['context'],
  wanted: string,
): Result<{ target: ModeratedSession; room: ModeratedRoom }> {
  const found = find(context, wanted)
  if (!found.ok) return found
  const target = found.value
  const { room, participant } = target
  return room ? ok({ target, room }) : refused(`${participant.name || 'Somebody'} is in no room.`)
}

function nameOf({ participant: { name, id } }: ModeratedSession): string {
  return name || `number ${id}`
}

function said(facts: object, line: string): Result<CtlAnswer> {
  return ok({ facts, lines: [line] })
}
