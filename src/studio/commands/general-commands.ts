import { chosenTracks, labelOf, needsSelection, type StudioState } from '../state.ts'
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
