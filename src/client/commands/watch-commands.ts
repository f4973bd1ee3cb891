import { cleanLine } from '../../lib/text.ts'
import type { MeetingState, Shared } from '../../protocol/meeting/state.ts'
import { savePicture } from '../watching/picture-file.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
import type { ViewEvent } from './screen-controls.ts'
export const browserCommands: readonly Command[] = [
  {
    name: 'view',
    group: 'Share',
    keys: ['o'],
    help: 'watch shared screens and cameras in the browser at full resolution',
    refusal: needsRoom,
    // Not awaited, so that a slow browser does not block the next command.
    run: (context) => void view(context),
  },
]

async function view({ meeting, show, complain }: CommandContext): Promise<void> {
  try {
    for (const line of await meeting.pictures.browser.open()) show(line)
  } catch (error) {
    complain(`cannot open the browser view: ${(error as Error).message}`)
  }
}

const ZOOM = 1.5
const NO_PICTURES = 'pictures need a terminal with 256 colours and Unicode; check the setting colors and your locale'

export const watchCommands: readonly Command[] = [
  {
    name: 'watch',
    group: 'Screen',
    argument: '[NAME]',
    keys: ['w'],
    screenOnly: true,
    completes: 'people',
    help: 'watch what somebody shares, or stop watching',
    refusal: needsShare,
    run: watch,
  },
  look('zoom-in', ['z'], 'zoom in (or scroll the wheel)', { event: 'zoomed', by: ZOOM }),
  look('zoom-out', ['Z'], 'zoom out', { event: 'zoomed', by: 1 / ZOOM }),
  look('fit', ['0'], 'fit the picture to the window', { event: 'viewed', base: 'fit' }),
  look('actual', ['1'], 'show the picture at actual size; arrow keys pan', { event: 'viewed', base: 'actual' }),
  look('full-picture', ['f'], 'show the picture in the whole terminal', { event: 'full-picture' }),
  {
    name: 'snapshot',
    group: 'Screen',
    argument: '[FILE.png]',
    keys: ['S'],
    screenOnly: true,
    help: 'save a PNG of each picture you watch',
    run: snapshot,
  },
]

/** A command that only changes how the watched pictures are displayed. */
function look(name: string, keys: readonly string[], help: string, event: ViewEvent): Command {
  return {
    name,
    group: 'Screen',
    keys,
    screenOnly: true,
    help,
    run: ({ screen, complain }) => {
      if (screen!.state.watched) screen!.show(event)
      else complain('you are not watching; press w to start')
    },
  }
}

function needsShare(state: MeetingState): string | null {
  return needsRoom(state) ?? (othersOf(state).length === 0 ? 'nobody is sharing a screen or a camera' : null)
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
    else complain(`no such share; sharing now: ${shares.map(nameOf).join(', ')}`)
  } else if (shares.length === 1) begin(shares)
  else {
    const each = shares.map((share) => {
      return { label: nameOf(share), note: share.kind, command: 'watch', argument: nameOf(share) }
    })
    const all = { label: 'all shares', note: `${shares.length}`, command: 'watch', argument: EVERYBODY }
    screen!.choose('Watch', [all, ...each])
  }
}

/** Argument that stands for all shares. No name can equal it: names have no blanks at their ends. */
const EVERYBODY = ' * '

async function snapshot({ meeting, screen, show, complain }: CommandContext, file: string): Promise<void> {
  const { pictures } = screen!
  if (pictures.length === 0) return complain('you are not watching; press w to start')
  if (pictures.length > 1 && file) {
    return complain('you are watching several pictures; leave out the file name, or watch one')
  }
  const paths: string[] = []
  const now = new Date()
  for (const picture of pictures) paths.push(await savePicture(picture, file || meeting.recordingPlace, now))
  show(`Saved to ${paths.join(' and ')}.`)
}
