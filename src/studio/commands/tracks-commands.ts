import { chosenTracks, labelOf, needsEditing, type StudioState } from '../model/state.ts'
import type { Studio } from '../model/studio.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Commands that choose, solo, mute and mix tracks. */
export const trackCommands: readonly StudioCommand[] = [
  {
    name: 'track-above',
    group: 'Tracks',
    keys: ['up'],
    help: 'choose the track above for edits',
    run: (context) => chooseBeside(context, -1),
  },
  {
    name: 'track-below',
    group: 'Tracks',
    keys: ['down'],
    help: 'choose the track below for edits',
    run: (context) => chooseBeside(context, 1),
  },
  {
    name: 'choose-track',
    group: 'Tracks',
    argument: 'TRACK',
    needsArgument: true,
    question: 'Track name:',
    help: 'add or remove a track from the choice; also by number or click',
    run: (context, name) => {
      const track = named(context, name)
      if (track !== null) toggleChoice(context.studio, track)
    },
  },
  {
    name: 'all-tracks',
    group: 'Tracks',
    keys: ['0'],
    help: 'edit all tracks, which stay aligned',
    run: ({ studio }) => studio.setView({ ...studio.state.view, chosen: new Set() }),
  },
  {
    name: 'solo',
    group: 'Tracks',
    argument: '[TRACK]',
    keys: ['S'],
    help: 'solo the chosen tracks, or stop it',
    run: (context, name) => {
      const { solo, muted } = context.studio.state
      context.studio.listening.setAudible(toggled(solo, targets(context, name)), muted)
    },
  },
  {
    name: 'mute',
    group: 'Tracks',
    argument: '[TRACK]',
    keys: ['M'],
    help: 'mute or unmute the chosen tracks',
    run: (context, name) => {
      const { solo, muted } = context.studio.state
      context.studio.listening.setAudible(solo, toggled(muted, targets(context, name)))
    },
  },
  {
    name: 'mix-down',
    group: 'Tracks',
    argument: 'NAME',
    needsArgument: true,
    question: 'Name of the mixed track:',
    keys: ['D'],
    help: 'mix the chosen tracks, or all, into one',
    refusal: (state) => needsEditing(state) ?? (state.timeline.tracks.length > 1 ? null : 'hasAll is only one track'),
    run: mixDown,
  },
]

function chooseBeside({ studio }: StudioContext, by: 1 | -1): void {
  const { view, timeline } = studio.state
  const names = timeline.tracks.map(({ name }) => name)
  const chosen = names.flatMap((name, i) => (view.chosen.has(name) ? [i] : []))
  const from = by > 0 ? (chosen.at(-1) ?? -1) : (chosen[0] ?? names.length)
  const next = Math.max(0, Math.min(names.length - 1, from + by))
  studio.setView({
    ...view,
    chosen: new Set(names.slice(next, next + 1)),
    above: aboveFor(studio.visibleTracks, next, view.above),
  })
}

/** Number of tracks to scroll off the top so that the one at `index` is visible. */
function aboveFor(visible: number, index: number, above: number): number {
  return index < above ? index : Math.max(above, index - visible + 1)
}

/** Toggles the choice of a track by its number, from 1; an unknown number does nothing. */
export function toggleTrack(studio: Studio, number: number): void {
  const track = studio.state.timeline.tracks[number - 1]
  if (track) toggleChoice(studio, track.name)
}

function toggleChoice(studio: Studio, track: string): void {
  const { view } = studio.state
  studio.setView({ ...view, chosen: toggled(view.chosen, [track]) })
}

/** Adds all names to the set, or removes them when all are in it. */
function toggled(set: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const hasAll = names.every((name) => set.has(name))
  const next = new Set(set)
  for (const name of names) {
    if (hasAll) next.delete(name)
    else next.add(name)
  }
  return next
}

/** The named track, or the chosen ones. */
function targets(context: StudioContext, name: string): readonly string[] {
  const { view, timeline } = context.studio.state
  if (name !== '') return [named(context, name)].filter((one) => one !== null)
  const [first, ...others] = timeline.tracks.map((track) => track.name)
  if (view.chosen.size > 0) return [...view.chosen]
  if (first !== undefined && others.length === 0) return [first]
  context.complain('choose a track first, with Up and Down or its number')
  return []
}

/** Finds a track by its name or its speaker; complains and returns null when there is none. */
export function named({ studio, complain }: StudioContext, name: string): string | null {
  const { state } = studio
  const found = state.timeline.tracks.find((track) => matches(state, track.name, name))
  if (!found) complain(`unknown track ${name}`)
  return found?.name ?? null
}

function matches({ about }: StudioState, track: string, name: string): boolean {
  return [track, labelOf(about, track)].some((one) => one.toLowerCase() === name.toLowerCase())
}

async function mixDown({ studio }: StudioContext, into: string): Promise<void> {
  const { state } = studio
  const tracks = chosenTracks(state) ?? state.timeline.tracks.map(({ name }) => name)
  await studio.edit({ name: 'mix_down', tracks, into })
}
