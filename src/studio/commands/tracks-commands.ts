import { chosenTracks, labelOf, needsEditing, type StudioState } from '../model/state.ts'
import type { Studio } from '../model/studio.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Which tracks are heard, and which edits are for. */
export const trackCommands: readonly StudioCommand[] = [
  {
    name: 'track-above',
    group: 'Tracks',
    keys: ['up'],
    help: 'choose the track above; edits are for it alone',
    run: (context) => chooseBeside(context, -1),
  },
  {
    name: 'track-below',
    group: 'Tracks',
    keys: ['down'],
    help: 'choose the track below',
    run: (context) => chooseBeside(context, 1),
  },
  {
    name: 'choose-track',
    group: 'Tracks',
    argument: 'TRACK',
    needsArgument: true,
    question: 'Which track? Its name, as it stands on the left.',
    help: 'choose a track as well, or no longer; so do its number and a click',
    run: (context, name) => {
      const track = named(context, name)
      if (track !== null) toggleChoice(context.studio, track)
    },
  },
  {
    name: 'all-tracks',
    group: 'Tracks',
    keys: ['0'],
    help: 'choose none: edits are for all, which stay aligned',
    run: ({ studio }) => studio.look({ ...studio.state.view, chosen: new Set() }),
  },
  {
    name: 'solo',
    group: 'Tracks',
    argument: '[TRACK]',
    keys: ['S'],
    help: 'hear the chosen tracks alone, or all again',
    run: (context, name) => {
      const { solo, muted } = context.studio.state
      context.studio.listening.hear(toggled(solo, meant(context, name)), muted)
    },
  },
  {
    name: 'mute',
    group: 'Tracks',
    argument: '[TRACK]',
    keys: ['M'],
    help: 'do not hear the chosen tracks, or do again',
    run: (context, name) => {
      const { solo, muted } = context.studio.state
      context.studio.listening.hear(solo, toggled(muted, meant(context, name)))
    },
  },
  {
    name: 'mix-down',
    group: 'Tracks',
    argument: 'NAME',
    needsArgument: true,
    question: 'What shall the track be called that the chosen ones become?',
    keys: ['D'],
    help: 'make one track of those chosen, or of all',
    refusal: (state) =>
      needsEditing(state) ?? (state.timeline.tracks.length > 1 ? null : 'there is one track only'),
    run: mixDown,
  },
]

function chooseBeside({ studio }: StudioContext, by: 1 | -1): void {
  const { view, timeline } = studio.state
  const names = timeline.tracks.map(({ name }) => name)
  const chosen = names.flatMap((name, i) => (view.chosen.has(name) ? [i] : []))
  const from = by > 0 ? (chosen.at(-1) ?? -1) : (chosen[0] ?? names.length)
  const next = Math.max(0, Math.min(names.length - 1, from + by))
  studio.look({
    ...view,
    chosen: new Set(names.slice(next, next + 1)),
    above: aboveFor(studio.seen, next, view.above),
  })
}

/** Tracks above the window so that one is within it. */
function aboveFor(seen: number, index: number, above: number): number {
  return index < above ? index : Math.max(above, index - seen + 1)
}

/** Chooses the track of a number, counted from 1, as well, or no longer; a number that is none does nothing. */
export function toggleTrack(studio: Studio, number: number): void {
  const track = studio.state.timeline.tracks[number - 1]
  if (track) toggleChoice(studio, track.name)
}

function toggleChoice(studio: Studio, track: string): void {
  const { view } = studio.state
  studio.look({ ...view, chosen: toggled(view.chosen, [track]) })
}

/** Takes all of them in, or, where all were in it, out; without any it stays as it is. */
function toggled(set: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const there = names.every((name) => set.has(name))
  const next = new Set(set)
  for (const name of names) {
    if (there) next.delete(name)
    else next.add(name)
  }
  return next
}

/** The track of that name, or those that are chosen. */
function meant(context: StudioContext, name: string): readonly string[] {
  const { view, timeline } = context.studio.state
  if (name !== '') return [named(context, name)].filter((one) => one !== null)
  const [first, ...others] = timeline.tracks.map((track) => track.name)
  if (view.chosen.size > 0) return [...view.chosen]
  if (first !== undefined && others.length === 0) return [first]
  context.complain('choose a track first, by Up and Down or its number')
  return []
}

/** The track of that name, or of that person. */
export function named({ studio, complain }: StudioContext, name: string): string | null {
  const { state } = studio
  const found = state.timeline.tracks.find((track) => isCalled(state, track.name, name))
  if (!found) complain(`there is no track ${name}`)
  return found?.name ?? null
}

function isCalled({ about }: StudioState, track: string, name: string): boolean {
  return [track, labelOf(about, track)].some((one) => one.toLowerCase() === name.toLowerCase())
}

async function mixDown({ studio }: StudioContext, into: string): Promise<void> {
  const { state } = studio
  const tracks = chosenTracks(state) ?? state.timeline.tracks.map(({ name }) => name)
  await studio.edit({ name: 'mix_down', tracks, into })
}
