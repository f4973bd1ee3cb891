import { CHOICE_WORDS, readChoice } from '../../screen/capture/share-choice.ts'
import { placeLabel } from '../../screen/capture/source-area.ts'
import type { Choice } from '../../tui/overlay-state.ts'
import type { Sources } from '../sharing/picture-messages.ts'
import { listSources } from '../sharing/picture-process.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'

export const shareCommands: readonly Command[] = [
  {
    name: 'share',
    group: 'Share',
    argument: '[WHAT]',
    keys: ['s'],
    help: `share a screen, window or camera: ${CHOICE_WORDS}`,
    refusal: needsRoom,
    run: share,
  },
  {
    name: 'unshare',
    group: 'Share',
    help: 'stop sharing',
    run: async ({ meeting, complain }) => {
      if (meeting.pictures.sharing.on) await meeting.pictures.sharing.stop()
      else complain('you are not sharing; /share starts')
    },
  },
]

async function share(context: CommandContext, what: string): Promise<void> {
  const { meeting, screen, show, complain } = context
  if (screen && !what) {
    screen.choose('Share with the room', choicesOf(await listSources(), meeting.pictures.sharing.status?.label ?? null))
    return
  }
  const { status } = meeting.pictures.sharing
  if (!what && status) {
    show(statusLine(status))
    return
  }
  const choice = readChoice(what)
  if (!choice.ok) {
    complain(choice.refusal)
    return
  }
  show('Starting to share...')
  const started = await meeting.pictures.sharing.start(choice.value)
  if (!started.ok) complain(started.refusal)
}

function statusLine({ label, watchers, fps, bytes, quality }: SharingStatus): string {
  const figures = `${fps.toFixed(1)} pictures/s, ${Math.round(bytes / 1000)} kB/s, quality ${quality}`
  return `You are sharing ${label} with ${watchers} ${watchers === 1 ? 'watcher' : 'watchers'}: ${figures}. /unshare stops it.`
}

/** The list of sources to choose from. @param shared label of the current share, null if none */
function choicesOf({ screens, windows, cameras, problem }: Sources, shared: string | null): Choice[] {
  const choice = (label: string, note: string, argument: string): Choice => {
    return { label, note, command: 'share', argument, current: label === shared }
  }
  const stop: Choice = { label: 'stop sharing', note: shared ?? '', command: 'unshare', current: true }
  return [
    ...(shared === null ? [] : [stop]),
    ...screens.map((place) => choice(placeLabel(place), 'screen', `screen ${place.number}`)),
    ...windows.map(({ id, title, width, height }) => choice(title, `window, ${width}x${height}`, `window ${id}`)),
    ...cameras.map(({ number, name }) => choice(`camera ${number} (${name})`, 'camera', `camera ${number}`)),
    choice('synthetic typing', problem ?? 'test picture that types by itself', 'synthetic typing'),
  ]
}
