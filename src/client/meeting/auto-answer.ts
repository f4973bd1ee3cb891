import { CHIME } from '../../audio/tunes.ts'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { personNamed } from '../../protocol/meeting/people-list.ts'
import type { Meeting } from './meeting.ts'

/** What a client does by itself about calls: it calls somebody once it is connected, or accepts the calls of some. */
export type CallRole =
  | { readonly role: 'call'; readonly name: string; readonly video: boolean }
  | { readonly role: 'wait'; readonly answers: readonly string[] }

/** ms of the chime that is heard before somebody is put through. */
const CHIME_MS = CHIME.notes.length * CHIME.seconds * 1_000

/**
 * Accepts calls of the people that a role names, after a chime, and says so.
 * @param meeting the meeting; null before it is open @param show shows a line to the user
 * @returns what takes each event of the meeting
 */
export function autoAnswer(
  role: CallRole | null,
  clock: Clock,
  meeting: () => Meeting | null,
  show: (line: string) => void,
): (event: MeetingEvent) => void {
  const names = role?.role === 'wait' ? role.answers.map((name) => name.trim().toLowerCase()) : []
  return (event) => {
    if (event.event !== 'call_ringing' || !names.includes(event.from.name.toLowerCase())) return
    show(`Putting ${cleanLine(event.from.name)} through.`)
    meeting()?.sound.playChime()
    clock.after(CHIME_MS, () => {
      // If it fails, the caller has hung up, or the connection is lost.
      meeting()
        ?.calls.answer(event.call, true)
        .catch(() => {})
    })
  }
}

/** Calls the person whom a role names. @returns null once it rings, or a sentence that says why it does not */
export async function callByRole(meeting: Meeting, role: CallRole | null): Promise<string | null> {
  if (role?.role !== 'call') return null
  const person = personNamed(await meeting.calls.find(), role.name)
  if (!person) return `Nobody on this server is called ${cleanLine(role.name)}, or several are`
  const placed = await meeting.calls.place(person, role.video)
  return placed.ok ? null : placed.refusal
}
