import { cleanLine, cleanText } from '../../lib/text.ts'
import { clockText, localMinute, timeOfDay } from '../../lib/time-text.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { RoomDetails, User } from '../../protocol/shapes.ts'
import { callTitle, narrateCall } from './narrate-call.ts'
import { removalOfAnother, removalSentence } from './narrate-removal.ts'

/** Longest name shown, in UTF-16 units, combining marks included; protects against a hostile server. */
export const LONGEST_NAME = 512

/**
 * Describes an event in lines of plain text, each complete in itself, so that a screen reader can read it. All text from
 * the network that the plain interface prints passes through here and is cleaned of control characters. Pure.
 *
 * @param state the state before the event
 */
export function narrate(state: MeetingState, event: MeetingEvent): string[] {
  return lines(state, event).map(cleanText)
}

function lines(state: MeetingState, event: MeetingEvent): string[] {
  switch (event.event) {
    case 'connected':
      return [
        `Connected to ${cleanLine(event.host)} port ${event.port} as ${name(event.self)}.`,
        protectionLine(event.encrypted),
      ]
    case 'rooms':
      if (!event.asked) return closing(state, event.rooms)
      return event.rooms.length === 0 ? ['There are no rooms yet; /new NAME creates one.'] : event.rooms.map(roomLine)
    case 'joined':
      if (event.call !== undefined && event.call !== state.calls.ended) {
        return [`${callTitle(event.users, state.self)}. /hangup ends it.`]
      }
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
      return ['You are now an operator of this server; /help lists the commands, under Moderation.']
    case 'recording':
      return event.tracks ? tracksLines(state, event) : [recordingLine(state, event)]
    case 'screen_started':
      if (event.from.id === state.self.id) return []
      return [`${name(event.from)} is sharing a ${event.kind}.`]
    case 'screen_stopped':
      if (event.from.id === state.self.id) return []
      return [`${name(event.from)} stopped sharing.`]
    case 'consent_wanted':
      return [
        `${name(event.by)} wants the server to record ${cleanLine(event.room)}, with a separate track for each person.`,
        'You are not recorded unless you agree: /agree or /refuse.',
      ]
    case 'consent':
      return [event.agree ? 'You are being recorded; /refuse stops it.' : 'You are not recorded.']
    case 'recording_marked':
      return [`${whoDid(state, event.by)} marked this moment${event.text ? `: ${cleanLine(event.text)}` : '.'}`]
    case 'recorded':
      return recordedLines(event)
    case 'recording_started':
      return [`Recording to ${cleanLine(event.path)}. /stop ends it.`]
    case 'recording_paused':
      return [event.on ? 'Recording paused; /pause resumes it.' : 'Recording resumed.']
    case 'recording_stopped':
      return [stoppedLine(event)]
    case 'sharing_started':
      return [`You are sharing ${cleanLine(event.label)}; everyone here can watch. /unshare stops it.`]
    case 'sharing_watched':
      return [watchedLine(event.watchers)]
    case 'sharing_stopped':
      return [cleanLine(event.reason ?? 'You stopped sharing.')]
    case 'muted':
      return [event.on ? 'Muted.' : unmutedLine(state)]
    case 'deafened':
      return [event.on ? 'Deafened: you hear nothing.' : 'No longer deafened.']
    case 'renamed':
      return [`You are now ${cleanLine(event.name)}.`]
    case 'logged_out':
      return [`${loggedOut[event.reason]} You are now ${cleanLine(event.name)}.`]
    case 'device':
      return [deviceLine(event)]
    case 'notice':
      return [event.text]
    case 'error':
      return [`Error: ${cleanLine(event.text)}`]
    case 'lost':
      return [`${sentence(cleanLine(event.reason))} Reconnecting.`, ...unsaidLines(state)]
    case 'reconnected':
      return [
        event.resumed ? 'Reconnected; session resumed.' : 'Reconnected.',
        ...(event.encrypted ? [] : [protectionLine(false)]),
      ]
    case 'ended':
      return [cleanLine(event.reason)]
    case 'volume':
      return [volumeLine(state, event)]
    case 'waiting':
      return waitingLines(state, event)
    case 'people':
    case 'presence':
    case 'blocked':
    case 'call_placed':
    case 'call_invited':
    case 'call_ringing':
    case 'call_ended':
    case 'call_missed':
    case 'calls_seen':
      return narrateCall(state, event)
    case 'history':
      return historyLines(state, event)
    case 'history_deleted':
      return [`${event.by.id === state.self.id ? 'You' : name(event.by)} deleted what was said in this room.`]
    case 'saying':
      return state.link.status === 'connected' ? [] : ['Not connected: this is sent when the connection is back.']
    case 'unsaid':
      return [`Error: Not sent, because ${cleanLine(event.reason)}: ${cleanLine(event.text)}`]
    case 'trying':
    case 'activity':
    case 'speaking':
    case 'statistics':
      return []
  }
}

function unsaidLines({ unsaid }: MeetingState): string[] {
  return unsaid.map(({ text }) => `Not sent yet: ${cleanLine(text)}`)
}

/** Whether others can listen in. */
export function protectionLine(encrypted: boolean): string {
  return encrypted
    ? 'Encrypted: others on the network cannot listen.'
    : 'Not encrypted: others on this network can listen.'
}

/** The reason of the server is told once, not at each attempt. */
function waitingLines({ link }: MeetingState, { reason }: { reason?: string }): string[] {
  return reason === undefined || reason === link.reason ? [] : [`${sentence(reason)} Trying again.`]
}

/** A participant with their states: `Ann (muted, talking)`. */
export function userLine(state: MeetingState, user: User): string {
  const marks = [
    user.id === state.self.id ? 'you' : '',
    user.host ? 'host' : '',
    user.operator ? 'operator' : '',
    user.registered ? 'registered' : '',
    user.hand ? 'hand raised' : '',
    user.muted ? 'muted' : '',
    user.muted_by_host ? 'muted for everyone' : '',
    user.deafened ? 'deafened' : '',
    user.recording ? 'recording' : '',
    user.recorded ? 'recorded by the server' : '',
    user.sharing ? 'sharing' : '',
    user.held ? 'in a call' : '',
    user.reconnecting ? 'reconnecting' : '',
    state.speaking.includes(user.id) ? 'talking' : '',
  ].filter(Boolean)
  return marks.length > 0 ? `${name(user)} (${marks.join(', ')})` : name(user)
}

function name(person: { name: string }): string {
  return cleanLine(person.name.slice(0, LONGEST_NAME))
}

function company(state: MeetingState, users: readonly User[]): string {
  const idOf = ({ id, person }: User) => person ?? id
  const self = users.find(({ id }) => id === state.self.id)
  const isOwn = (user: User) => self !== undefined && idOf(user) === idOf(self)
  const own = users.filter((user) => isOwn(user) && user !== self).map(name)
  const others = users.filter((user) => !isOwn(user) && user.person === undefined)
  const named = others.map((one) => {
    const connections = users.filter((user) => idOf(user) === one.id).length
    return connections === 1 ? name(one) : `${name(one)} (${connections} connections)`
  })
  return [
    named.length === 0 ? 'Nobody else is here yet.' : `With you: ${named.join(', ')}.`,
    ...(own.length === 0 ? [] : [`You are also here as ${own.join(', ')}.`]),
  ].join(' ')
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

/** Unmuting does not lift a mute for everyone by a host. */
function unmutedLine({ users, self }: MeetingState): string {
  return users.some(({ id, muted_by_host }) => muted_by_host && id === self.id)
    ? 'Unmuted, but a host has muted you for everyone.'
    : 'Unmuted.'
}

/** Changes that a host made to the user. */
function ownChange(before: User | undefined, user: User): string[] {
  if (!before) return []
  const told: string[] = []
  if (!before.host && user.host) told.push('You are now the host of this room.')
  if (!before.hand && user.hand) told.push('Your hand is raised; /hand lowers it.')
  if (before.hand && !user.hand) told.push('Your hand is lowered.')
  if (!before.muted_by_host && user.muted_by_host) told.push('A host muted you for everyone.')
  if (before.muted_by_host && !user.muted_by_host) told.push('A host unmuted you.')
  return told
}

/** Lines about locking or unlocking the user's room. */
function closing({ room, rooms }: MeetingState, now: readonly RoomDetails[]): string[] {
  const isClosed = (list: readonly RoomDetails[]) => list.find((one) => one.room === room)?.closed ?? false
  if (room === null || isClosed(rooms) === isClosed(now)) return []
  return [isClosed(now) ? 'The room is locked: nobody else can join.' : 'The room is unlocked.']
}

function change(before: User | undefined, user: User): string[] {
  if (!before) return [`${name(user)} joined.`]
  const told: string[] = []
  if (before.name !== user.name) told.push(`${name(before)} is now ${name(user)}.`)
  if (before.muted !== user.muted) told.push(`${name(user)} is ${user.muted ? 'muted' : 'unmuted'}.`)
  if (!before.hand && user.hand) told.push(`${name(user)} raised a hand.`)
  if (!before.host && user.host) told.push(`${name(user)} is now the host of this room.`)
  if (!before.muted_by_host !== !user.muted_by_host)
    told.push(`${name(user)} was ${user.muted_by_host ? 'muted for everyone' : 'unmuted by a host'}.`)
  if (before.reconnecting !== user.reconnecting)
    told.push(`${name(user)} ${user.reconnecting ? 'lost the connection' : 'reconnected'}.`)
  if (before.deafened !== user.deafened)
    told.push(`${name(user)} ${user.deafened ? 'is deafened' : 'is no longer deafened'}.`)
  return told
}

/** Consent to the server's recording that a person gave or withdrew. The end of the recording is not reported per person. */
function consentChange({ tracks }: MeetingState, before: User | undefined, user: User): string[] {
  const recorded = user.recorded ?? false
  if (!tracks || !before || recorded === (before.recorded ?? false) || user.id === tracks.by.id) return []
  return [`${name(user)} ${recorded ? 'agreed to be recorded' : 'is no longer recorded'}.`]
}

/** A message of the past as the event that it was. */
export function saidBefore({ from, name, text, at }: LabelFields<'history'>['said'][number]) {
  return { from: { id: from, name }, text, at, private: false } as const
}

/** What was said before, each message with its day. */
function historyLines(
  state: MeetingState,
  { said: texts, more, room }: Extract<MeetingEvent, { event: 'history' }>,
): string[] {
  if (texts.length === 0) return []
  const lines = texts.flatMap((one) => {
    const [first = '', ...rest] = said(state, { ...saidBefore(one), event: 'said' })
    return [`[${localMinute(one.at)}]${first.slice(first.indexOf(']') + 1)}`, ...rest]
  })
  return [`Said in ${cleanLine(room)} before:`, ...lines, ...(more ? ['/history shows older messages.'] : [])]
}

function said(state: MeetingState, event: Extract<MeetingEvent, { event: 'said' }>): string[] {
  const time = timeOfDay(event.at)
  const own = event.from.id === state.self.id
  const who = event.private
    ? own
      ? `${name(event.from)} (privately to ${event.to ? name(event.to) : 'one person'})`
      : `${name(event.from)} (privately)`
    : own
      ? `${name(event.from)} (you)`
      : name(event.from)
  const [first = '', ...rest] = cleanText(event.text).split('\n')
  return [`[${time}] ${who}: ${first}`, ...rest.map((line) => `        ${line}`)]
}

function recordingLine(state: MeetingState, { on, by }: Extract<MeetingEvent, { event: 'recording' }>): string {
  const who = by.id === state.self.id ? 'You' : name(by)
  const verb = by.id === state.self.id ? 'are' : 'is'
  return on ? `${who} ${verb} recording this room.` : `${who} stopped recording.`
}

/** Lines about the server's recording. The server repeats the event at each pause and after a reconnection. */
function tracksLines(
  state: MeetingState,
  { on, by, paused = false, reason }: Extract<MeetingEvent, { event: 'recording' }>,
): string[] {
  const { tracks } = state
  if (!on && reason !== undefined) {
    const stopped = `The server stopped recording. ${cleanLine(reason)}`
    return by.id === state.self.id
      ? [stopped, '/tracks starts another recording; /fetch downloads this one.']
      : [stopped]
  }
  if (!on) return [`${whoDid(state, by)} stopped the recording on the server.`]
  if (tracks?.paused !== paused && tracks) return [`The recording on the server was ${paused ? 'paused' : 'resumed'}.`]
  if (tracks) return []
  const who = by.id === state.self.id ? 'You are' : `${name(by)} is`
  return [`${who} recording this room on the server, with a separate track for each person who agrees.`]
}

function recordedLines({ recording, seconds, problem }: Extract<MeetingEvent, { event: 'recorded' }>): string[] {
  const done = `Recorded ${clockText(Math.floor(seconds))} on the server as ${cleanLine(recording)}; /fetch downloads it.`
  return problem === undefined ? [done] : [done, cleanLine(problem)]
}

function whoDid({ self }: MeetingState, by: { id: number; name: string }): string {
  return by.id === self.id ? 'You' : name(by)
}

function stoppedLine(event: Extract<MeetingEvent, { event: 'recording_stopped' }>): string {
  const lost =
    event.lost_seconds > 0 ? ` ${event.lost_seconds.toFixed(1)} s of it are silent: the disk was too slow.` : ''
  return `Recorded ${clockText(Math.floor(event.seconds))} to ${event.path}.${lost}`
}

function watchedLine(watchers: number): string {
  if (watchers === 0) return 'Nobody is watching your share.'
  return watchers === 1 ? '1 person is watching your share.' : `${watchers} people are watching your share.`
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function volumeLine({ users }: MeetingState, { user, gain_db }: Extract<MeetingEvent, { event: 'volume' }>): string {
  const who = users.find(({ id }) => id === user)
  const loudness = gain_db <= -60 ? 'off' : gain_db === 0 ? 'unchanged' : `${gain_db > 0 ? '+' : ''}${gain_db} dB`
  return `Volume of ${who ? name(who) : 'this person'}: ${loudness}.`
}

function deviceLine({ kind, fine, message }: Extract<MeetingEvent, { event: 'device' }>): string {
  const label = kind === 'microphone' ? 'Microphone' : 'Speaker'
  const rest = kind === 'microphone' ? 'You can still listen and write.' : 'You can still talk, write and record.'
  return fine ? `${label}: ${message}` : `${label} not working. ${rest} Reason: ${message}`
}

function roomLine({ room, users, locked, closed }: RoomDetails): string {
  const people = users === 1 ? '1 person' : `${users} people`
  return `${cleanLine(room)}: ${people}${locked ? ', needs a password' : ''}${closed ? ', locked' : ''}`
}

/** Why the user was logged out. */
const loggedOut = {
  'taken over': 'Your login was taken over on another machine.',
  'password changed': 'You were logged out: the password of your account was changed.',
  'password reset': 'You were logged out: the password of your account was reset.',
  'logged out': 'You were logged out on another device of yours.',
  'account removed': 'You were logged out: the operator removed your account.',
} as const
