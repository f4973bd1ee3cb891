import { cleanLine, cleanText } from '../../lib/text.ts'
import { timeOfDay } from '../../lib/time-text.ts'
import type { RoomDetails, User } from '../../protocol/shapes.ts'
import type { MeetingEvent } from './meeting-events.ts'
import { removalOfAnother, removalSentence } from './narrate-removal.ts'
import type { MeetingState } from './state.ts'

/** UTF-16 units of a name, with all that may combine: a longer one, in line after line, comes from no good server. */
export const LONGEST_NAME = 512

/**
 * What a person is told of an event, in lines of plain text: nothing that moves a cursor, each line whole by
 * itself, so that it reads well aloud. This is the one place where the line client shows text from the network,
 * and so the one where it is cleaned. Pure.
 *
 * @param state the state before the event.
 */
export function narrate(state: MeetingState, event: MeetingEvent): string[] {
  return lines(state, event).map(cleanText)
}

function lines(state: MeetingState, event: MeetingEvent): string[] {
  switch (event.event) {
    case 'connected':
      return [
        `Connected to ${event.host} port ${event.port} as ${name(event.self)}.`,
        event.encrypted
          ? 'Encrypted: nobody on the way can listen.'
          : 'Not encrypted: others on this network could listen.',
      ]
    case 'rooms':
      if (!event.asked) return closing(state, event.rooms)
      return event.rooms.length === 0
        ? ['There are no rooms yet; /new NAME makes one.']
        : event.rooms.map(roomLine)
    case 'joined':
      return [`You are in ${cleanLine(event.room)}. ${company(state, event.users)}`]
    case 'left':
      return [`You left ${cleanLine(event.room)}.`]
    case 'users':
      return event.room === state.room ? changes(state, event.users) : []
    case 'said':
      return said(state, event)
    case 'removed':
      return [event.user === state.self.id ? removalSentence(event) : removalOfAnother(event)]
    case 'operator':
      return ['You are an operator of this server now; /help lists what you may do, under Order.']
    case 'recording':
      return event.tracks ? tracksLines(state, event) : [recordingLine(state, event)]
    case 'screen_started':
      if (event.from.id === state.self.id) return []
      return [`${name(event.from)} shares a ${event.kind}.`]
    case 'screen_stopped':
      if (event.from.id === state.self.id) return []
      return [`${name(event.from)} shares nothing any more.`]
    case 'consent_wanted':
      return [
        `${name(event.by)} wants the server to record ${cleanLine(event.room)}, each person on a track of their own.`,
        'Nothing of you is recorded before you agree: /agree lets it, /refuse does not.',
      ]
    case 'consent':
      return [
        event.agree ? 'You are recorded from now on; /refuse ends that.' : 'Nothing of you is recorded.',
      ]
    case 'recording_marked':
      return [
        `${whoDid(state, event.by)} marked this moment${event.text ? `: ${cleanLine(event.text)}` : '.'}`,
      ]
    case 'recorded':
      return recordedLines(event)
    case 'recording_started':
      return [`Recording to ${event.path}. /stop ends it.`]
    case 'recording_paused':
      return [event.on ? 'Recording paused; /pause goes on.' : 'Recording goes on.']
    case 'recording_stopped':
      return [stoppedLine(event)]
    case 'sharing_started':
      return [`You share ${cleanLine(event.label)}; everybody here may watch. /unshare ends it.`]
    case 'sharing_watched':
      return [watchedLine(event.watchers)]
    case 'sharing_stopped':
      return [event.reason ?? 'You share nothing any more.']
    case 'muted':
      return [event.on ? 'You are muted; nobody hears you.' : unmutedLine(state)]
    case 'deafened':
      return [event.on ? 'You are deafened; you hear nobody.' : 'You hear again.']
    case 'renamed':
      return [`You are ${cleanLine(event.name)} now.`]
    case 'device':
      return [deviceLine(event)]
    case 'notice':
      return [event.text]
    case 'error':
      return [`Error: ${cleanLine(event.text)}`]
    case 'lost':
      return [`${sentence(event.reason)} Trying to come back.`]
    case 'reconnected':
      return [event.resumed ? 'Connected again; nobody saw you go.' : 'Connected again.']
    case 'ended':
      return [event.reason]
    case 'volume':
      return [volumeLine(state, event)]
    case 'waiting':
    case 'trying':
    case 'activity':
    case 'speaking':
    case 'statistics':
      return []
  }
}

/** One participant with what others should know, as `Ann (muted, talking)`. */
export function userLine(state: MeetingState, user: User): string {
  const marks = [
    user.id === state.self.id ? 'you' : '',
    user.host ? 'host' : '',
    user.operator ? 'operator' : '',
    user.registered ? 'registered' : '',
    user.muted ? 'muted' : '',
    user.muted_by_host ? 'muted for all' : '',
    user.deafened ? 'deafened' : '',
    user.recording ? 'recording' : '',
    user.recorded ? 'recorded by the server' : '',
    user.sharing ? 'sharing' : '',
    user.reconnecting ? 'reconnecting' : '',
    state.speaking.includes(user.id) ? 'talking' : '',
  ].filter(Boolean)
  return marks.length > 0 ? `${name(user)} (${marks.join(', ')})` : name(user)
}

function name(person: { name: string }): string {
  return cleanLine(person.name.slice(0, LONGEST_NAME))
}

function company(state: MeetingState, users: readonly User[]): string {
  const others = users.filter(({ id }) => id !== state.self.id)
  return others.length === 0 ? 'Nobody else is here yet.' : `With you: ${others.map(name).join(', ')}.`
}

function changes(state: MeetingState, users: readonly User[]): string[] {
  const before = new Map(state.users.map((user) => [user.id, user]))
  const now = new Set(users.map(({ id }) => id))
  const gone = state.users.filter(({ id }) => !now.has(id)).map((user) => `${name(user)} left.`)
  return [
    ...gone,
    ...users.flatMap((user) =>
      user.id === state.self.id
        ? ownChange(before.get(user.id), user)
        : [...change(before.get(user.id), user), ...consentChange(state, before.get(user.id), user)],
    ),
  ]
}

/** Unmuting oneself does not undo what a host did. */
function unmutedLine({ users, self }: MeetingState): string {
  return users.some(({ id, muted_by_host }) => muted_by_host && id === self.id)
    ? 'You are not muted by yourself any more, but for all by a host: nobody here hears you.'
    : 'You are not muted any more.'
}

/** What others did to oneself. */
function ownChange(before: User | undefined, user: User): string[] {
  if (!before) return []
  const told: string[] = []
  if (!before.host && user.host) told.push('You are the host of this room now.')
  if (!before.muted_by_host && user.muted_by_host) told.push('You were muted for all: nobody here hears you.')
  if (before.muted_by_host && !user.muted_by_host) told.push('You can be heard again.')
  return told
}

/** Whether the room one is in was closed or opened. */
function closing({ room, rooms }: MeetingState, now: readonly RoomDetails[]): string[] {
  const isClosed = (list: readonly RoomDetails[]) => list.find((one) => one.room === room)?.closed ?? false
  if (room === null || isClosed(rooms) === isClosed(now)) return []
  return [isClosed(now) ? 'The room is closed: nobody else comes in.' : 'The room is open again.']
}

function change(before: User | undefined, user: User): string[] {
  if (!before) return [`${name(user)} joined.`]
  const told: string[] = []
  if (before.name !== user.name) told.push(`${name(before)} is now ${name(user)}.`)
  if (before.muted !== user.muted)
    told.push(`${name(user)} is ${user.muted ? 'muted' : 'not muted any more'}.`)
  if (!before.host && user.host) told.push(`${name(user)} is the host of this room now.`)
  if (!before.muted_by_host !== !user.muted_by_host)
    told.push(`${name(user)} ${user.muted_by_host ? 'was muted for all.' : 'can be heard again.'}`)
  if (before.reconnecting !== user.reconnecting)
    told.push(`${name(user)} ${user.reconnecting ? 'lost the connection.' : 'is back.'}`)
  if (before.deafened !== user.deafened)
    told.push(`${name(user)} ${user.deafened ? 'is deafened' : 'hears again'}.`)
  return told
}

/** Who agreed to be recorded by the server, and who does not any more; where it ends, it ends for all. */
function consentChange({ tracks }: MeetingState, before: User | undefined, user: User): string[] {
  const recorded = user.recorded ?? false
  if (!tracks || !before || recorded === (before.recorded ?? false) || user.id === tracks.by.id) return []
  return [`${name(user)} ${recorded ? 'agreed and is recorded' : 'is not recorded any more'}.`]
}

function said(state: MeetingState, event: Extract<MeetingEvent, { event: 'said' }>): string[] {
  const time = timeOfDay(event.at)
  const own = event.from.id === state.self.id
  const who = event.private
    ? own
      ? `${name(event.from)} (to ${event.to ? name(event.to) : 'one person'} alone)`
      : `${name(event.from)} (to you alone)`
    : own
      ? `${name(event.from)} (you)`
      : name(event.from)
  const [first = '', ...rest] = cleanText(event.text).split('\n')
  return [`[${time}] ${who}: ${first}`, ...rest.map((line) => `        ${line}`)]
}

function recordingLine(
  state: MeetingState,
  { on, by }: Extract<MeetingEvent, { event: 'recording' }>,
): string {
  const who = by.id === state.self.id ? 'You' : name(by)
  const verb = by.id === state.self.id ? 'are' : 'is'
  return on ? `${who} ${verb} recording this room.` : `${who} stopped recording.`
}

/** The recording of the server: it is told again when it pauses, and to who comes back. */
function tracksLines(
  state: MeetingState,
  { on, by, paused = false, reason }: Extract<MeetingEvent, { event: 'recording' }>,
): string[] {
  const { tracks } = state
  if (!on && reason !== undefined) return [`The recording on the server has ended. ${cleanLine(reason)}`]
  if (!on) return [`${whoDid(state, by)} stopped recording on the server.`]
  if (tracks?.paused !== paused && tracks)
    return [`The recording on the server ${paused ? 'is paused' : 'goes on'}.`]
  if (tracks) return []
  const who = by.id === state.self.id ? 'You are' : `${name(by)} is`
  return [`${who} recording this room on the server, each who agrees on a track of their own.`]
}

function recordedLines({
  recording,
  seconds,
  problem,
}: Extract<MeetingEvent, { event: 'recorded' }>): string[] {
  const done = `Recorded ${seconds.toFixed(1)} s on the server as ${cleanLine(recording)}; /fetch gets it.`
  return problem === undefined ? [done] : [done, cleanLine(problem)]
}

function whoDid({ self }: MeetingState, by: { id: number; name: string }): string {
  return by.id === self.id ? 'You' : name(by)
}

function stoppedLine(event: Extract<MeetingEvent, { event: 'recording_stopped' }>): string {
  const lost =
    event.lost_seconds > 0 ? ` ${event.lost_seconds.toFixed(1)} s are silence: the disk was too slow.` : ''
  return `Recorded ${event.seconds.toFixed(1)} s to ${event.path}.${lost}`
}

function watchedLine(watchers: number): string {
  if (watchers === 0) return 'Nobody watches what you share.'
  return watchers === 1 ? 'One person watches what you share.' : `${watchers} people watch what you share.`
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function volumeLine(
  { users }: MeetingState,
  { user, gain_db }: Extract<MeetingEvent, { event: 'volume' }>,
): string {
  const who = users.find(({ id }) => id === user)
  const loudness =
    gain_db <= -60 ? 'not at all' : gain_db === 0 ? 'as sent' : `at ${gain_db > 0 ? '+' : ''}${gain_db} dB`
  return `You hear ${who ? name(who) : 'them'} ${loudness}.`
}

function deviceLine({ kind, fine, message }: Extract<MeetingEvent, { event: 'device' }>): string {
  const label = kind === 'microphone' ? 'Microphone' : 'Speaker'
  const rest =
    kind === 'microphone' ? 'You can still listen and write.' : 'You can still talk, write and record.'
  return fine ? `${label}: ${message}` : `${label} not working. ${rest} Reason: ${message}`
}

function roomLine({ room, users, locked, closed }: RoomDetails): string {
  const people = users === 1 ? '1 person' : `${users} people`
  return `${cleanLine(room)}: ${people}${locked ? ', needs a password' : ''}${closed ? ', closed' : ''}`
}
