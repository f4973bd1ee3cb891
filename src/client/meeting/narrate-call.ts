import { cleanLine } from '../../lib/text.ts'
import { clockText, localMinute, timeOfDay } from '../../lib/time-text.ts'
import type { PersonHere } from '../../protocol/call-messages.ts'
import type { CallEvent } from '../../protocol/meeting/call-events.ts'
import type { CallsState, RecentCall } from '../../protocol/meeting/call-state.ts'
import type { CallProblem } from '../../protocol/meeting/meeting-calls.ts'
import { peopleToShow, stateOfPerson } from '../../protocol/meeting/people-list.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { User } from '../../protocol/shapes.ts'

/** An event of people and calls in lines of text. @param state the state before it. Pure. */
export function narrateCall(state: MeetingState, event: CallEvent): string[] {
  switch (event.event) {
    case 'people':
      return event.asked ? peopleLines(event.people, state, event.more) : []
    case 'presence': {
      const text = event.text === '' ? '' : `: ${cleanLine(event.text)}`
      return [`You are shown as ${event.presence}${text}.`]
    }
    case 'blocked':
      return [
        event.names.length === 0
          ? 'You block nobody.'
          : `You block ${event.names.map(cleanLine).join(', ')}; they cannot ring you. /unblock NAME lifts it.`,
      ]
    case 'call_placed':
      return [`Calling ${cleanLine(event.to.name)}. /hangup takes it back.`]
    case 'call_invited':
      return [`Inviting ${cleanLine(event.to.name)}.`]
    case 'call_ringing': {
      const { from, video, room, with: others } = event
      const name = cleanLine(from.name)
      const company = others.map((one) => cleanLine(one.name)).join(', ')
      const what =
        room === null ? `${video ? 'calls you with video' : 'calls you'}` : `invites you to a call with ${company}`
      return [`${name} ${what}: /answer, /decline or /decline TEXT.`]
    }
    case 'call_ended':
      return endLines(state.calls, event)
    case 'call_missed':
      return [`You missed a call from ${cleanLine(event.from.name)} at ${timeOfDay(event.at)}.`]
    case 'calls_seen':
      return []
  }
}

/** Why a call, an answer, an invitation or a block was refused. @param name of the other. Pure. */
export function callRefusal(refusal: CallProblem, name: string): string {
  const who = cleanLine(name)
  return {
    busy: `${who} is in another call`,
    'do not disturb': `${who} does not want to be disturbed`,
    'not here': `${who} is not here any more`,
    'too many': 'you have called or blocked too often; wait a minute',
    'too late': 'the call is over',
    'no call': 'you are in no call',
    'not blocked': `${who} is not blocked`,
  }[refusal]
}

/** A recent call: `2026-01-31 14:05 Bo, you called, 3:12`. Pure. */
export function recentText({ with: other, way, at, talked, reason }: RecentCall): string {
  const ways = { out: 'you called', in: 'called you', missed: 'missed' } as const
  const end = talked === null ? (reason ?? '') : clockText(Math.floor(talked / 1_000))
  return [`${localMinute(at)} ${cleanLine(other.name)}`, ways[way], end].filter(Boolean).join(', ')
}

/** The name of a call: the others in its room. Pure. */
export function callTitle(users: readonly User[], self: { readonly id: number }): string {
  const others = users.filter(({ id }) => id !== self.id).map(({ name }) => cleanLine(name))
  return `Call with ${others.join(', ') || 'nobody yet'}`
}

function peopleLines(people: readonly PersonHere[], { self }: MeetingState, more: number): string[] {
  const others = peopleToShow(people, self)
  if (others.length === 0) return ['Nobody else is on this server.']
  const lines = others.map((one) => `${cleanLine(one.name)}: ${cleanLine(stateOfPerson(one))}`)
  return more === 0 ? lines : [...lines, `${more} more are not listed.`]
}

function endLines(
  { current, placed, invited, ringing }: CallsState,
  { call, reason, text, to, at }: Extract<CallEvent, { event: 'call_ended' }>,
): string[] {
  const isInvited = invited.some((one) => one.call === call)
  const who = to ? cleanLine(to.name) : 'They'
  if (current?.call === call) {
    const why = reason === 'hung up' ? '' : ` (${reason})`
    return [`The call ended after ${clockText(Math.floor((at - current.since) / 1_000))}${why}.`]
  }
  const rang = ringing.find((one) => one.call === call)
  if (rang) return reason === 'answered elsewhere' ? ['You answered on another device.'] : []
  if (placed?.call !== call && !isInvited) return []
  switch (reason) {
    case 'declined':
      return [text === '' ? `${who} declined.` : `${who} declined: ${cleanLine(text)}`]
    case 'cancelled':
      return ['Call cancelled.']
    default:
      return [`${who} did not answer${reason === 'no answer' ? '' : ` (${reason})`}.`]
  }
}
