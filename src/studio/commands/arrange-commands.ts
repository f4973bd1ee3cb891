import { readSeconds } from '../../lib/time-text.ts'
import { type Operation, SEAM_MS } from '../edit/operations.ts'
import { needsEditing, needsSelection, type StudioState, tracksOf } from '../model/state.ts'
import type { View } from '../model/view.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Commands that cut and move audio. */
export const arrangeCommands: readonly StudioCommand[] = [
  {
    name: 'cut',
    group: 'Arrange',
    keys: ['x', 'delete'],
    help: 'cut the selection and close the gap',
    refusal: needsSelection,
    run: ({ studio }) =>
      studio.edit({ name: 'cut', ...selectedRange(studio.state), ...crossfade(studio.state) }, toStart),
  },
  {
    name: 'paste',
    group: 'Arrange',
    keys: ['P'],
    help: 'paste the last cut at the playhead',
    refusal: needsEditing,
    run: paste,
  },
  {
    name: 'move',
    group: 'Arrange',
    keys: ['m'],
    help: 'move the selection to the playhead',
    refusal: needsSelection,
    run: move,
  },
  {
    name: 'trim',
    group: 'Arrange',
    keys: ['T'],
    help: 'keep only the selection',
    refusal: needsSelection,
    run: ({ studio }) =>
      studio.edit({ name: 'trim', ...selectedRange(studio.state), ...crossfade(studio.state) }, (view) => ({
        ...view,
        selection: null,
        playhead: 0,
        from: 0,
      })),
  },
  {
    name: 'silence',
    group: 'Arrange',
    keys: ['s'],
    help: 'silence the selection',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'silence', ...selectedRange(studio.state), ...crossfade(studio.state) }),
  },
  {
    name: 'insert-silence',
    group: 'Arrange',
    argument: 'LENGTH',
    needsArgument: true,
    question: 'Length of the silence (2, 1:30 or 500ms):',
    keys: ['i'],
    help: 'insert silence at the playhead',
    refusal: needsEditing,
    run: insertSilence,
  },
  {
    name: 'split',
    group: 'Arrange',
    keys: ['b'],
    help: 'split the clip at the playhead',
    refusal: needsEditing,
    run: ({ studio }) => studio.edit({ name: 'split', at: playhead(studio.state), ...tracksOf(studio.state) }),
  },
  {
    name: 'join',
    group: 'Arrange',
    keys: ['j'],
    help: 'join the clips in the selection',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'join', ...selectedRange(studio.state) }),
  },
  {
    name: 'crossfade',
    group: 'Arrange',
    argument: 'MS',
    needsArgument: true,
    question: 'Cross-fade at cut edges, in ms (0 to 1000; 5 is inaudible):',
    keys: ['c'],
    help: 'set the length of cross-fades for the next edits',
    run: setCrossfade,
  },
]

/** The selection in s, and the tracks to edit. */
export function selectedRange(state: StudioState): { from: number; to: number; tracks?: string[] } {
  const { view, timeline } = state
  const { from, to } = view.selection!
  return { from: from / timeline.rate, to: to / timeline.rate, ...tracksOf(state) }
}

/** The `crossfade_ms` field of an operation, unless it is the default. */
export function crossfade({ crossfadeMs }: StudioState): { crossfade_ms?: number } {
  return crossfadeMs === SEAM_MS ? {} : { crossfade_ms: crossfadeMs }
}

function playhead({ view, timeline }: StudioState): number {
  return view.playhead / timeline.rate
}

/** Clears the selection and moves the playhead to its start. */
function toStart(view: View): View {
  return { ...view, playhead: view.selection?.from ?? view.playhead, selection: null }
}

async function move({ studio, complain }: StudioContext): Promise<void> {
  const { state } = studio
  const { selection, playhead: at } = state.view
  const { from, to } = selection!
  if (at >= from && at <= to) {
    complain('move the playhead to the target first, outside the selection; the arrow keys keep the selection')
    return
  }
  await studio.edit({ name: 'move', ...selectedRange(state), at: playhead(state), ...crossfade(state) }, (view) =>
    withSelectionMoved(view, from, to, at),
  )
}

/** The view with the selection at its new place, and the playhead at its start. */
function withSelectionMoved(view: View, from: number, to: number, at: number): View {
  const start = at > from ? at - (to - from) : at
  return { ...view, playhead: start, selection: { from: start, to: start + to - from } }
}

/** Turns cut and paste into one move, so that a single undo reverts both. */
async function paste({ studio, complain }: StudioContext): Promise<void> {
  const { cut } = studio
  if (!cut) {
    complain('nothing to paste; cut a selection first')
    return
  }
  const { from, to, tracks } = cut
  const { timeline, view } = studio.state
  const at = playhead(studio.state)
  const { rate } = timeline
  studio.undo()
  if (at === from) return
  const target = at > from ? at + to - from : at
  const moved: Operation = {
    name: 'move',
    from,
    to,
    at: target,
    ...(tracks ? { tracks } : {}),
    ...crossfade(studio.state),
  }
  await studio.edit(moved, () =>
    withSelectionMoved(view, Math.round(from * rate), Math.round(to * rate), Math.round(target * rate)),
  )
}

async function insertSilence({ studio, complain }: StudioContext, text: string): Promise<void> {
  const length = readSeconds(text)
  if (length === null || length <= 0) complain('invalid length; write 2, 1:30 or 500ms')
  else {
    const { state } = studio
    await studio.edit({ name: 'insert_silence', at: playhead(state), length, ...tracksOf(state), ...crossfade(state) })
  }
}

function setCrossfade({ studio, show, complain }: StudioContext, text: string): void {
  const ms = Number(text.replace(/\s*ms$/i, ''))
  if (!(ms >= 0 && ms <= 1000)) {
    complain('the cross-fade must be 0 to 1000 ms')
    return
  }
  studio.crossfadeMs = ms
  show(ms === 0 ? 'Cross-fades off' : `Cross-fades: ${ms} ms`)
}
