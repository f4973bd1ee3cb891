import { cleanLine } from '../../lib/text.ts'
import { presences } from '../../protocol/call-messages.ts'
import { peopleToShow, personNamed, stateOfPerson } from '../../protocol/meeting/people-list.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { Person } from '../../protocol/shapes.ts'
import { readChoice } from '../../screen/capture/share-choice.ts'
import type { Choice } from '../../tui/overlay-state.ts'
import { callRefusal, recentText } from '../meeting/narrate-call.ts'
import type { Command, CommandContext } from './meeting-command.ts'

/** The title of the list of people, by which it is kept up to date. */
export const PEOPLE_TITLE = 'People: type to search, Enter to choose'
const VIDEO = /\s+--video$|^--video\s+/

export const callCommands: readonly Command[] = [
  {
    name: 'people',
    group: 'Calls',
    keys: ['P'],
    help: 'list everybody on the server, to call them; also p while you do not record',
    run: async ({ meeting, screen }) => {
      await meeting.calls.people(screen !== null)
      screen?.choose(PEOPLE_TITLE, peopleChoices(meeting.state))
    },
  },
  {
    name: 'person',
    group: 'Calls',
    argument: 'NAME',
    question: 'Who?',
    needsArgument: true,
    completes: 'people',
    screenOnly: true,
    help: 'choose what to do with a person: call, call with video, invite, block',
    run: (context, name) => withPerson(context, name, (person) => offer(context, person)),
  },
  {
    name: 'call',
    group: 'Calls',
    argument: 'NAME [--video]',
    completes: 'people',
    keys: ['c'],
    help: 'call a person; --video shows your camera, too',
    refusal: ({ calls }) => (calls.current || calls.placed ? 'you are in a call; /hangup ends it' : null),
    run: call,
  },
  {
    name: 'answer',
    group: 'Calls',
    argument: '[hold|leave]',
    keys: ['A'],
    help: 'accept the call that rings; your room is held until the call ends, or left for good',
    refusal: needsRing,
    run: async ({ meeting, complain }, room) => {
      if (room !== '' && room !== 'hold' && room !== 'leave') return complain('/answer takes hold or leave')
      const [ring] = meeting.state.calls.ringing
      const answered = await meeting.calls.answer(ring!.call, true, room === '' ? {} : { room })
      if (!answered.ok) complain(callRefusal(answered.refusal, ''))
    },
  },
  {
    name: 'decline',
    group: 'Calls',
    argument: '[TEXT]',
    help: 'decline the call that rings, with a text to the caller',
    refusal: needsRing,
    run: (context, text) => decline(context, text),
  },
  {
    name: 'decline-with',
    group: 'Calls',
    argument: 'TEXT',
    question: 'Decline with this text:',
    needsArgument: true,
    screenOnly: true,
    help: 'decline the call that rings, and ask for the text',
    refusal: needsRing,
    run: (context, text) => decline(context, text),
  },
  {
    name: 'hangup',
    group: 'Calls',
    keys: ['H'],
    help: 'hang up, or take back your call; you return to the room you were in',
    run: ({ meeting, complain }) => {
      if (!meeting.calls.end()) complain('you are in no call')
    },
  },
  {
    name: 'invite',
    group: 'Calls',
    argument: 'NAME',
    question: 'Invite to the call:',
    needsArgument: true,
    completes: 'people',
    help: 'invite a person to your call',
    refusal: ({ calls }) => (calls.current ? null : 'you are in no call; /call NAME calls somebody'),
    run: (context, name) =>
      withPerson(context, name, async (person) => {
        const invited = await context.meeting.calls.invite(person)
        if (!invited.ok) context.complain(callRefusal(invited.refusal, person.name))
      }),
  },
  {
    name: 'camera',
    group: 'Calls',
    argument: '[N]',
    help: 'show or hide your camera; also v in a call',
    refusal: ({ room }) => (room ? null : 'you are in no call and in no room'),
    run: camera,
  },
  {
    name: 'recent',
    group: 'Calls',
    keys: ['C'],
    help: 'list recent and missed calls, to call back',
    run: ({ meeting, screen, show }) => {
      const { recent } = meeting.state.calls
      meeting.calls.seen()
      if (recent.length === 0) return show('No calls yet.')
      if (!screen) for (const one of recent) show(recentText(one))
      else screen.choose('Recent calls: Enter to call back', recent.map(recentChoice))
    },
  },
  {
    name: 'status',
    group: 'Calls',
    argument: '[PRESENCE] [TEXT]',
    help: `set your presence: ${presences.join(', ')}; a text, such as lunch, may follow`,
    run: setStatus,
  },
  {
    name: 'block',
    group: 'Calls',
    argument: '[NAME]',
    completes: 'people',
    help: 'keep a person from ringing you; without a name, list whom you block',
    run: async ({ meeting, complain }, name) => {
      const blocked = await meeting.calls.block(name.trim(), true)
      if (!blocked.ok) complain(callRefusal(blocked.refusal, name))
    },
  },
  {
    name: 'unblock',
    group: 'Calls',
    argument: 'NAME',
    question: 'Unblock whom?',
    needsArgument: true,
    help: 'let a person ring you again',
    run: async ({ meeting, complain }, name) => {
      const lifted = await meeting.calls.block(name.trim(), false)
      if (!lifted.ok) complain(callRefusal(lifted.refusal, name))
    },
  },
]

/** The list of people to choose from. Pure. */
export function peopleChoices({ people, self }: MeetingState): Choice[] {
  return peopleToShow(people, self).map((person) => ({
    label: cleanLine(person.name),
    note: cleanLine(stateOfPerson(person)),
    command: 'person',
    argument: person.name,
  }))
}

function recentChoice(recent: MeetingState['calls']['recent'][number]): Choice {
  return { label: recentText(recent), note: '', command: 'call', argument: recent.with.name }
}

function needsRing({ calls }: MeetingState): string | null {
  return calls.ringing.length > 0 ? null : 'nobody is calling you'
}

/** Finds somebody on the server by name, by the start of it, or by a part. */
async function withPerson(
  { meeting, complain }: CommandContext,
  name: string,
  act: (person: Person) => Promise<void> | void,
): Promise<void> {
  const people = await meeting.calls.find()
  const found = personNamed(people, name)
  if (found) await act(found)
  else complain(`nobody here is called ${cleanLine(name)}, or several are; /people lists everybody`)
}

function offer({ screen, meeting }: CommandContext, { name }: Person): void {
  const argument = name
  const label = cleanLine(name)
  const choices: Choice[] = meeting.state.calls.current
    ? [{ label: `Invite ${label}`, note: 'to your call', command: 'invite', argument }]
    : [
        { label: `Call ${label}`, note: '', command: 'call', argument },
        { label: `Call ${label} with video`, note: 'shows your camera', command: 'call', argument: `${name} --video` },
      ]
  screen!.choose(label, [
    ...choices,
    { label: `Block ${label}`, note: 'they cannot ring you', command: 'block', argument },
  ])
}

async function call(context: CommandContext, argument: string): Promise<void> {
  const { meeting, screen, complain, commands } = context
  const video = VIDEO.test(argument)
  let name = argument.replace(VIDEO, '').trim()
  if (name === '' && screen) {
    const selected = meeting.state.users.find(({ id }) => id === screen.state.selectedPerson)
    if (!selected || selected.id === meeting.state.self.id) {
      await commands.find((one) => one.name === 'people')!.run(context, '')
      return
    }
    name = selected.name
  }
  if (name === '') return complain('/call needs NAME')
  await withPerson(context, name, async (person) => {
    const placed = await meeting.calls.place(person, video)
    if (!placed.ok) complain(callRefusal(placed.refusal, person.name))
  })
}

async function decline({ meeting, complain }: CommandContext, text: string): Promise<void> {
  const [ring] = meeting.state.calls.ringing
  const declined = await meeting.calls.answer(ring!.call, false, { text })
  if (!declined.ok) complain(callRefusal(declined.refusal, ''))
}

/** Shows or hides the user's camera. */
async function camera({ meeting, complain }: CommandContext, number: string): Promise<void> {
  const { sharing } = meeting.pictures
  if (sharing.status?.kind === 'camera') return sharing.stop()
  const choice = readChoice(`camera ${number}`.trim())
  const started = choice.ok ? await sharing.start(choice.value) : choice
  if (!started.ok) complain(started.refusal)
}

async function setStatus({ meeting, show, complain }: CommandContext, argument: string): Promise<void> {
  const text = argument.trim()
  if (text === '') {
    const own = meeting.state.presence
    return show(`You are shown as ${own.presence}${own.text === '' ? '' : `: ${own.text}`}.`)
  }
  const words = text.toLowerCase()
  const found = presences.find((one) => words === one || words.startsWith(`${one} `))
  const presence = found ?? (/^dnd\b/.test(words) ? 'do not disturb' : null)
  if (!presence) return complain(`a presence is one of ${presences.join(', ')}`)
  await meeting.calls.setPresence(presence, text.slice(found ? found.length : 3).trim())
}
