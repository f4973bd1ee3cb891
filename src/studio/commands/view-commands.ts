import { chosenTracks, labelOf, needsSelection, type StudioState } from '../model/state.ts'
import { wholeScale, zoomed, zoomedTo } from '../model/view.ts'
import { crossfade, selectedRange } from './arrange-commands.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'
import { named } from './tracks-commands.ts'
/** Commands between tracks. */
export const generalCommands: readonly StudioCommand[] = [
  {
    name: 'move-to-track',
    group: 'Arrange',
    argument: '[TRACK]',
    keys: ['X'],
    help: 'move the selection of a track to another track',
    refusal: (state) => needsSelection(state) ?? (source(state) ? null : 'choose the source track first'),
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
    choose('Move to track', choices)
    return
  }
  const target = named(context, name)
  if (target === null) return
  const place = selectedRange(state)
  await studio.edit({ name: 'move', ...place, tracks: [from], at: place.from, to_track: target, ...crossfade(state) })
}

const STEP = 2

/** Commands for the view. */
export const viewCommands: readonly StudioCommand[] = [
  {
    name: 'zoom-in',
    group: 'View',
    keys: ['+', '=', 'ctrl+up'],
    help: 'zoom in, down to single samples (also with the mouse wheel)',
    run: (context) => zoom(context, 1 / STEP),
  },
  {
    name: 'zoom-out',
    group: 'View',
    keys: ['-', 'ctrl+down'],
    help: 'zoom out',
    run: (context) => zoom(context, STEP),
  },
  {
    name: 'zoom-all',
    group: 'View',
    keys: ['f'],
    help: 'show everything',
    run: ({ studio }) => studio.setView({ ...studio.state.view, from: 0, scale: wholeScale(studio.extent) }),
  },
  {
    name: 'zoom-selection',
    group: 'View',
    keys: ['z'],
    help: 'zoom to the selection',
    refusal: ({ view }) => (view.selection ? null : 'nothing is selected'),
    run: ({ studio }) => {
      const { view } = studio.state
      studio.setView(zoomedTo(view, view.selection!, studio.extent))
    },
  },
  {
    name: 'amplitude',
    group: 'View',
    keys: ['y'],
    help: 'switch the waveform scale: perceived loudness or amplitude',
    run: ({ studio, show }) => {
      studio.amplitude = studio.amplitude === 'ear' ? 'linear' : 'ear'
      show(studio.amplitude === 'ear' ? 'Waveform scale: perceived loudness' : 'Waveform scale: amplitude')
    },
  },
]

/** Zooms around the playhead if it is visible, else around the middle. */
function zoom({ studio }: StudioContext, by: number): void {
  const { view } = studio.state
  const { extent } = studio
  const visible = extent.columns * view.scale
  const inside = view.playhead >= view.from && view.playhead <= view.from + visible
  studio.setView(zoomed(view, view.scale * by, inside ? view.playhead : view.from + visible / 2, extent))
}
