import {
  type CallEvent,
  type CallState,
  callEvents,
  callStates,
  type Transition,
  transitions,
} from '../../src/server/calls/call-machine.ts'
import { code, table } from './markdown.ts'

/** The states of a call, and what each means. */
export function callStatesTable(): string {
  return table(
    ['state', 'meaning'],
    Object.entries(callStates).map(([state, doc]) => [code(state), doc]),
  )
}

/** What every event does in every state of a call. */
export function callTransitionsTable(): string {
  const states = Object.keys(callStates) as CallState[]
  const events = Object.keys(callEvents) as CallEvent[]
  return table(
    ['event', 'when', ...states.map(code)],
    events.map((event) => [
      code(event),
      callEvents[event],
      ...states.map((state) => transitionText(transitions[state][event])),
    ]),
  )
}

function transitionText(next: Transition | null): string {
  if (!next) return '-'
  const told = next.reason ? [`reason ${code(next.reason)}`] : []
  const more = [...told, ...(next.missed ? ['reported as missed'] : []), ...(next.opens ? ['both enter the room'] : [])]
  return [code(next.to), ...more].join(', ')
}
