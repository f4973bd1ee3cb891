import { chosenTracks, labelOf, needsSelection, type StudioState } from '../model/state.ts'
import { wholeScale, zoomed, zoomedTo } from '../model/view.ts'
import { seams, stretch } from './arrange-commands.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'
import { named } from './tracks-commands.ts'
/** What goes from one track to another. */
export const generalCommands: readonly StudioCommand[] = [
  {
    name: 'move-to-track',
    group: 'Cut and move',
    argument: '[TRACK]',
    keys: ['X'],
    help: 'let the selection of a track be heard on another, at the same time',
    refusal: (state) =>
      needsSelection(state) ?? (source(state) ? null : 'choose the one track that it is taken from'),
    run: moveToTrack,
  },
]

function source(state: StudioState): string | null {
  const [first, ...others] = chosenTracks(state) ?? []
  return first !== undefined && others.length === 0 ? first : null
}

async function moveToTrack(context: StudioContext, name: string): Promise<void> {
  const { studio, choose } = context
  const { state } = studio
  const from = source(state)!
  if (name === '') {
    const others = state.timeline.tracks.filter((track) => track.name !== from)
    const choices = others.map((track) => {
      const label = labelOf(state.about, track.name)
      return { label, note: '', command: 'move-to-track', argument: track.name, current: false }
    })
    choose('To which track?', choices)
    return
  }
  const target = named(context, name)
  if (target === null) return
  const place = stretch(state)
  await studio.edit({
    name: 'move',
    ...place,
    tracks: [from],
    at: place.from,
    to_track: target,
    ...seams(state),
  })
}

const STEP = 2

/** What is seen of it. */
export const viewCommands: readonly StudioCommand[] = [
  {
    name: 'zoom-in',
    group: 'Look',
    keys: ['+', '=', 'ctrl+up'],
    help: 'look closer, down to single samples; so does the wheel',
    run: (context) => zoom(context, 1 / STEP),
  },
  {
    name: 'zoom-out',
    group: 'Look',
    keys: ['-', 'ctrl+down'],
    help: 'see more of it',
    run: (context) => zoom(context, STEP),
  },
  {
    name: 'zoom-all',
    group: 'Look',
    keys: ['f'],
    help: 'see all of it',
    run: ({ studio }) => studio.look({ ...studio.state.view, from: 0, scale: wholeScale(studio.extent) }),
  },
  {
    name: 'zoom-selection',
    group: 'Look',
    keys: ['z'],
    help: 'see the selection in the whole window',
    refusal: ({ view }) => (view.selection ? null : 'nothing is selected'),
    run: ({ studio }) => {
      const { view } = studio.state
      studio.look(zoomedTo(view, view.selection!, studio.extent))
    },
  },
  {
    name: 'amplitude',
    group: 'Look',
    keys: ['y'],
    help: 'draw waves as loud as they sound, or as their samples',
    run: ({ studio, show }) => {
      studio.amplitude = studio.amplitude === 'ear' ? 'linear' : 'ear'
      show(studio.amplitude === 'ear' ? 'waves as loud as one hears them' : 'waves as large as their samples')
    },
  },
]

/** Around the playhead where that is seen, else around the middle. */
function zoom({ studio }: StudioContext, by: number): void {
  const { view } = studio.state
  const { extent } = studio
  const seen = extent.columns * view.scale
  const inside = view.playhead >= view.from && view.playhead <= view.from + seen
  studio.look(zoomed(view, view.scale * by, inside ? view.playhead : view.from + seen / 2, extent))
}
