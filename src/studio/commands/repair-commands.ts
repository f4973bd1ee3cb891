import { readSeconds } from '../../lib/time-text.ts'
import type { Operation, OperationOf } from '../edit/operations.ts'
import { needsEditing, needsSelection, type StudioState, tracksOf } from '../model/state.ts'
import { seams, stretch } from './arrange-commands.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** How it sounds. What has no selection is for all of the chosen tracks. */
export const repairCommands: readonly StudioCommand[] = [
  {
    name: 'fade-in',
    group: 'Mend',
    keys: ['('],
    help: 'let the selection come out of silence',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'fade_in', ...stretch(studio.state) }),
  },
  {
    name: 'fade-out',
    group: 'Mend',
    keys: [')'],
    help: 'let the selection go into silence',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'fade_out', ...stretch(studio.state) }),
  },
  {
    name: 'gain',
    group: 'Mend',
    argument: 'DB',
    needsArgument: true,
    question: 'By how many dB? Such as 6 for twice as large, -6 for half.',
    keys: ['G'],
    help: 'make it louder or quieter',
    refusal: needsEditing,
    run: gain,
  },
  {
    name: 'normalise',
    group: 'Mend',
    argument: '[peak|loudness] [TARGET]',
    keys: ['N'],
    help: 'bring each track to the same loudness or peak',
    refusal: needsEditing,
    run: normalise,
  },
  {
    name: 'learn-noise',
    group: 'Mend',
    keys: ['L'],
    help: 'learn noise from the selection, where nobody speaks',
    refusal: needsSelection,
    run: learnNoise,
  },
  {
    name: 'reduce-noise',
    group: 'Mend',
    argument: '[DB]',
    keys: ['r'],
    help: 'take out noise: as learned, or as where it is quietest',
    refusal: needsEditing,
    run: reduceNoise,
  },
  {
    name: 'remove-silence',
    group: 'Mend',
    argument: 'LENGTH',
    needsArgument: true,
    question: 'Cut silences longer than how many s? Half a second of each is left.',
    keys: ['R'],
    help: 'cut where all tracks are silent for longer',
    refusal: needsEditing,
    run: removeSilence,
  },
]

/** The selection where there is one, else all. */
function maybeStretch(state: StudioState): { from?: number; to?: number; tracks?: string[] } {
  return state.view.selection ? stretch(state) : tracksOf(state)
}

async function gain({ studio, complain }: StudioContext, text: string): Promise<void> {
  const db = Number(text.replace(/\s*dB$/i, '').replace('−', '-'))
  if (!(db >= -120 && db <= 60)) complain('it must be dB from -120 to 60')
  else await studio.edit({ name: 'gain', db, ...maybeStretch(studio.state), ...seams(studio.state) })
}

async function normalise({ studio, choose, complain }: StudioContext, text: string): Promise<void> {
  const [measure = '', target] = text.split(/\s+/)
  if (measure === '') {
    choose('Bring each track to', [
      {
        label: 'the same loudness',
        note: '-16 LUFS by EBU R128',
        command: 'normalise',
        argument: 'loudness',
      },
      { label: 'the same peak', note: '-1 dBFS', command: 'normalise', argument: 'peak' },
    ])
    return
  }
  const wanted = target === undefined ? undefined : Number(target)
  if (measure !== 'peak' && measure !== 'loudness') complain('it is either peak or loudness')
  else if (wanted !== undefined && !(wanted >= -60 && wanted <= 0)) complain('a target is from -60 to 0')
  else {
    await studio.edit({
      name: 'normalise',
      measure,
      ...(wanted === undefined ? {} : { target: wanted }),
      ...maybeStretch(studio.state),
      ...seams(studio.state),
    })
  }
}

async function learnNoise({ studio, show }: StudioContext): Promise<void> {
  const { from, to } = stretch(studio.state)
  const wanted = { name: 'noise_reduction', noise_from: from, noise_to: to } as const
  const measured = await studio.wait('learning the noise', (progress) =>
    studio.session.prepare(wanted, progress),
  )
  if (!measured) return
  studio.noise = (measured as OperationOf<'noise_reduction'>).profiles ?? null
  show('the noise is learned; r takes it out, of the selection or of all')
}

async function reduceNoise({ studio, complain }: StudioContext, text: string): Promise<void> {
  const db = text === '' ? undefined : Number(text)
  if (db !== undefined && !(db >= 1 && db <= 40)) {
    complain('it must be dB from 1 to 40')
    return
  }
  const { state } = studio
  const meant = tracksOf(state).tracks ?? state.timeline.tracks.map(({ name }) => name)
  // A track that was made since has no noise that was learned.
  const { noise } = studio
  const known = noise && meant.every((track) => Object.hasOwn(noise, track))
  const operation: Operation = {
    name: 'noise_reduction',
    ...(db === undefined ? {} : { reduction_db: db }),
    ...maybeStretch(state),
    ...(known ? { profiles: noise } : {}),
    ...seams(state),
  }
  await studio.edit(operation)
}

async function removeSilence({ studio, complain }: StudioContext, text: string): Promise<void> {
  const longer = readSeconds(text)
  if (longer === null || longer < 0.1) complain('a length is written as 2, 1:30 or 500ms, and at least 0.1 s')
  else {
    await studio.edit(
      { name: 'remove_silence', longer_than: longer, ...maybeStretch(studio.state), ...seams(studio.state) },
      (view) => ({ ...view, selection: null }),
    )
  }
}
