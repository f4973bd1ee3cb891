import { chosenTracks, labelOf, needsEditing, type StudioState } from '../state.ts'
import type { StudioCommand, StudioContext } from './command.ts'

/** Keys that choose a track by its number. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** Which tracks are heard, and which edits are for. */
export const trackCommands: readonly StudioCommand[] = [
  {
    name: 'track-above',
    group: 'Tracks',
    keys: ['up'],
    help: 'choose the track above: edits are for it alone',
    run: (context) => chooseBeside(context, -1),
  },
  {
    name: 'track-below',
    group: 'Tracks',
    keys: ['down'],
    help: 'choose the track below',
    run: (context) => chooseBeside(context, 1),
  },
  ...NUMBERS.map(
    (number): StudioCommand => ({
      name: `track-${number}`,
      group: 'Tracks',
      keys: [String(number)],
      help: `choose track ${number} as well, or no longer`,
      run: (context) => {
        const track = context.studio.state.timeline.tracks[number - 1]
        if (track) toggleChoice(context, track.name)
        else context.complain(`there is no track ${number}`)
      },
    }),
  ),
  {
    name: 'choose-track',
    group: 'Tracks',
    argument: 'TRACK',
    needsArgument: true,
    question: 'Which track? Its name, as it stands on the left.',
    help: 'choose a track by its name, or no longer; a click on the name does it',
    run: (context, name) => {
      const track = named(context, name)
      if (track !== null) toggleChoice(context, track)
    },
  },
  {
    name: 'all-tracks',
    group: 'Tracks',
    keys: ['0'],
    help: 'choose no single track: edits are for all, which stay aligned',
    run: ({ studio }) => studio.look({ ...studio.state.view, chosen: new Set() }),
  },
  {
    name: 'solo',
    group: 'Tracks',
    argument: '[TRACK]',
    keys: ['S'],
    help: 'hear the chosen tracks alone, or all again',
    run: (context, name) => {
      const { studio } = context
      const { solo, muted } = studio.state
      studio.hear(toggled(solo, meant(context, name)), muted)
    },
  },
  {
    name: 'mute',
    group: 'Tracks',
    argument: '[TRACK]',
    keys: ['M'],
    help: 'do not hear the chosen tracks, or do again',
    run: (context, name) => {
      const { studio } = context
      const { solo, muted } = studio.state
      studio.hear(solo, toggled(muted, meant(context, name)))
    },
  },
  {
    name: 'mix-down',
    group: 'Tracks',
    argument: 'NAME',
    needsArgument: true,
    question: 'What shall the track be called that the chosen ones become?',
    keys: ['D'],
    help: 'make one track of those that are chosen, or of all',
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

function toggleChoice({ studio }: StudioContext, track: string): void {
  const { view } = studio.state
  studio.look({ ...view, chosen: toggled(view.chosen, [track]) })
}

/** Takes all of them in, or, where all were in it, out. */
function toggled(set: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const there = names.every((name) => set.has(name))
  const next = new Set(set)
  for (const name of names) {
    if (there) next.delete(name)
    else next.add(name)
  }
  return next
}

function meant(context: StudioContext, name: string): readonly string[] {
  const { state } = context.studio
  if (name !== '') return [named(context, name)].filter((one) => one !== null)
  return chosenTracks(state) ?? state.timeline.tracks.map((track) => track.name)
}

/** The track of that name, or of that person. */
function named({ studio, complain }: StudioContext, name: string): string | null {
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
