import { cleanLine } from '../../lib/text.ts'
import type { MeetingState, Shared } from '../meeting/state.ts'
import { savePicture } from '../watching/picture-file.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
import type { ViewEvent } from './screen-controls.ts'
export const browserCommands: readonly Command[] = [
  {
    name: 'view',
    group: 'Share',
    keys: ['o'],
    help: 'open what others share in the browser, at full resolution',
    refusal: needsRoom,
    // A browser that is slow to open must not hold up what is done next.
    run: (context) => void view(context),
  },
]

async function view({ meeting, show, complain }: CommandContext): Promise<void> {
  try {
    for (const line of await meeting.browser.open()) show(line)
  } catch (error) {
    complain(`the page cannot be served: ${(error as Error).message}`)
  }
}

const ZOOM = 1.5
const NO_PICTURES =
  'pictures need a terminal with 256 colours and Unicode; the settings colors and the locale say what yours has'

export const watchCommands: readonly Command[] = [
  {
    name: 'watch',
    group: 'Screen',
    argument: '[NAME]',
    keys: ['w'],
    screenOnly: true,
    completes: 'people',
    help: 'watch what somebody shares, or watch no more',
    refusal: needsShare,
    run: watch,
  },
  look('zoom-in', ['z'], 'see a part of the picture larger; so does the wheel', {
    event: 'zoomed',
    by: ZOOM,
  }),
  look('zoom-out', ['Z'], 'see more of the picture', { event: 'zoomed', by: 1 / ZOOM }),
  look('fit', ['0'], 'see all of the picture', { event: 'viewed', base: 'fit' }),
  look('actual', ['1'], 'see each pixel of the picture as one; arrows move it', {
    event: 'viewed',
    base: 'actual',
  }),
  look('full-picture', ['f'], 'give the picture the whole terminal', { event: 'full-picture' }),
  {
    name: 'snapshot',
    group: 'Screen',
    argument: '[FILE.png]',
    keys: ['S'],
    screenOnly: true,
    help: 'save the picture that you watch, or of several one each',
    run: snapshot,
  },
]

/** A command that only changes how pictures are looked at. */
function look(name: string, keys: readonly string[], help: string, event: ViewEvent): Command {
  return {
    name,
    group: 'Screen',
    keys,
    screenOnly: true,
    help,
    run: ({ screen, complain }) => {
      if (screen!.state.watched) screen!.show(event)
      else complain('you watch nobody; press w to begin')
    },
  }
}

function needsShare(state: MeetingState): string | null {
  return needsRoom(state) ?? (othersOf(state).length === 0 ? 'nobody shares a screen or a camera now' : null)
}

function othersOf({ shares, self }: MeetingState): readonly Shared[] {
  return shares.filter(({ from }) => from.id !== self.id)
}

function watch({ meeting, screen, complain }: CommandContext, name: string): void {
  const shares = othersOf(meeting.state)
  const nameOf = ({ from }: Shared) =>
    cleanLine(meeting.state.users.find(({ id }) => id === from.id)?.name ?? from.name)
  const begin = (chosen: readonly Shared[]) =>
    screen!.show({ event: 'watching', people: chosen.map(({ from }) => from.id) })
  if (!screen!.showsPictures) complain(NO_PICTURES)
  else if (screen!.state.watched && !name) begin([])
  else if (name === EVERYBODY) begin(shares)
  else if (name) {
    const wanted = shares.filter((share) => nameOf(share).toLowerCase() === name.trim().toLowerCase())
    if (wanted.length > 0) begin(wanted)
    else complain(`that is nobody who shares; these do: ${shares.map(nameOf).join(', ')}`)
  } else if (shares.length === 1) begin(shares)
  else {
    const each = shares.map((share) => {
      return { label: nameOf(share), note: share.kind, command: 'watch', argument: nameOf(share) }
    })
    const all = { label: 'all of them', note: `${shares.length}`, command: 'watch', argument: EVERYBODY }
    screen!.choose('Watch', [all, ...each])
  }
}

/** No name: an asterisk may be in one, but not alone between blanks. */
const EVERYBODY = ' * '

async function snapshot({ meeting, screen, show, complain }: CommandContext, file: string): Promise<void> {
  const { pictures } = screen!
  if (pictures.length === 0) return complain('you watch nobody; press w to begin')
  if (pictures.length > 1 && file) {
    return complain('you watch several, and one file holds one picture; leave out its name, or watch one')
  }
  const paths: string[] = []
  const now = new Date()
  for (const picture of pictures) paths.push(await savePicture(picture, file || meeting.recordingPlace, now))
  show(`Saved to ${paths.join(' and ')}.`)
}
