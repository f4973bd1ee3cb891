import { readSeconds } from '../../lib/time-text.ts'
import type { Operation, OperationOf } from '../edit/operations.ts'
import { needsEditing, needsSelection, type StudioState, tracksOf } from '../model/state.ts'
import { crossfade, selectedRange } from './arrange-commands.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Commands that process audio. Without a selection they apply to the whole of the chosen tracks. */
export const repairCommands: readonly StudioCommand[] = [
  {
    name: 'fade-in',
    group: 'Repair',
    keys: ['('],
    help: 'fade in the selection',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'fade_in', ...selectedRange(studio.state) }),
  },
  {
    name: 'fade-out',
    group: 'Repair',
    keys: [')'],
    help: 'fade out the selection',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'fade_out', ...selectedRange(studio.state) }),
  },
  {
    name: 'gain',
    group: 'Repair',
    argument: 'DB',
    needsArgument: true,
    question: 'Gain in dB (6 doubles the amplitude, -6 halves it):',
    keys: ['G'],
    help: 'change the volume',
    refusal: needsEditing,
    run: gain,
  },
  {
    name: 'normalise',
    group: 'Repair',
    argument: '[peak|loudness] [TARGET]',
    keys: ['N'],
    help: 'normalise each track to the same loudness or peak',
    refusal: needsEditing,
    run: normalise,
  },
  {
    name: 'learn-noise',
    group: 'Repair',
    keys: ['L'],
    help: 'learn the noise from the selection, which must be without speech',
    refusal: needsSelection,
    run: learnNoise,
  },
  {
    name: 'reduce-noise',
    group: 'Repair',
    argument: '[DB]',
    keys: ['r'],
    help: 'reduce noise, as learned or as in the quietest part',
    refusal: needsEditing,
    run: reduceNoise,
  },
  {
    name: 'remove-silence',
    group: 'Repair',
    argument: 'LENGTH',
    needsArgument: true,
    question: 'Shorten silences longer than (s; half a second of each remains):',
    keys: ['R'],
    help: 'shorten long silences that all tracks share',
    refusal: needsEditing,
    run: removeSilence,
  },
]

/** The selection, or everything when there is none. */
function rangeOrAll(state: StudioState): { from?: number; to?: number; tracks?: string[] } {
  return state.view.selection ? selectedRange(state) : tracksOf(state)
}

async function gain({ studio, complain }: StudioContext, text: string): Promise<void> {
  const db = Number(text.replace(/\s*dB$/i, '').replace('−', '-'))
  if (!(db >= -120 && db <= 60)) complain('the gain must be -120 to 60 dB')
  else await studio.edit({ name: 'gain', db, ...rangeOrAll(studio.state), ...crossfade(studio.state) })
}

async function normalise({ studio, choose, complain }: StudioContext, text: string): Promise<void> {
  const [measure = '', target] = text.split(/\s+/)
  if (measure === '') {
    choose('Normalise each track to', [
      { label: 'the same loudness', note: '-16 LUFS by EBU R128', command: 'normalise', argument: 'loudness' },
      { label: 'the same peak', note: '-1 dBFS', command: 'normalise', argument: 'peak' },
    ])
    return
  }
  const wanted = target === undefined ? undefined : Number(target)
  if (measure !== 'peak' && measure !== 'loudness') complain('unknown measure; choose peak or loudness')
  else if (wanted !== undefined && !(wanted >= -60 && wanted <= 0)) complain('the target must be -60 to 0')
  else {
    await studio.edit({
      name: 'normalise',
      measure,
      ...(wanted === undefined ? {} : { target: wanted }),
      ...rangeOrAll(studio.state),
      ...crossfade(studio.state),
    })
  }
}

async function learnNoise({ studio, show }: StudioContext): Promise<void> {
  const { from, to } = selectedRange(studio.state)
  const wanted = { name: 'noise_reduction', noise_from: from, noise_to: to } as const
  const measured = await studio.wait('Learning the noise', (progress) => studio.session.prepare(wanted, progress))
  if (!measured) return
  studio.noise = (measured as OperationOf<'noise_reduction'>).profiles ?? null
  show('Noise learned; r reduces it, in the selection or everywhere')
}

async function reduceNoise({ studio, complain }: StudioContext, text: string): Promise<void> {
  const db = text === '' ? undefined : Number(text)
  if (db !== undefined && !(db >= 1 && db <= 40)) {
    complain('the reduction must be 1 to 40 dB')
    return
  }
  const { state } = studio
  const meant = tracksOf(state).tracks ?? state.timeline.tracks.map(({ name }) => name)
  // A track created after learning has no noise profile.
  const { noise } = studio
  const known = noise && meant.every((track) => Object.hasOwn(noise, track))
  const operation: Operation = {
    name: 'noise_reduction',
    ...(db === undefined ? {} : { reduction_db: db }),
    ...rangeOrAll(state),
    ...(known ? { profiles: noise } : {}),
    ...crossfade(state),
  }
  await studio.edit(operation)
}

async function removeSilence({ studio, complain }: StudioContext, text: string): Promise<void> {
  const longer = readSeconds(text)
  if (longer === null || longer < 0.1) complain('invalid length; write 2, 1:30 or 500ms, at least 0.1 s')
  else {
    await studio.edit(
      { name: 'remove_silence', longer_than: longer, ...rangeOrAll(studio.state), ...crossfade(studio.state) },
      (view) => ({ ...view, selection: null }),
    )
  }
}
