import { readSeconds } from '../../lib/time-text.ts'
import { type Operation, SEAM_MS } from '../edit/operations.ts'
import { needsEditing, needsSelection, type StudioState, tracksOf } from '../model/state.ts'
import type { View } from '../model/view.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** What is where. */
export const arrangeCommands: readonly StudioCommand[] = [
  {
    name: 'cut',
    group: 'Cut and move',
    keys: ['x', 'delete'],
    help: 'take the selection out; what follows moves up',
    refusal: needsSelection,
    run: ({ studio }) =>
      studio.edit({ name: 'cut', ...stretch(studio.state), ...seams(studio.state) }, toStart),
  },
  {
    name: 'paste',
    group: 'Cut and move',
    keys: ['P'],
    help: 'put what was just cut in at the playhead',
    refusal: needsEditing,
    run: paste,
  },
  {
    name: 'move',
    group: 'Cut and move',
    keys: ['m'],
    help: 'put the selection in at the playhead instead',
    refusal: needsSelection,
    run: move,
  },
  {
    name: 'trim',
    group: 'Cut and move',
    keys: ['T'],
    help: 'keep the selection alone',
    refusal: needsSelection,
    run: ({ studio }) =>
      studio.edit({ name: 'trim', ...stretch(studio.state), ...seams(studio.state) }, (view) => ({
        ...view,
        selection: null,
        playhead: 0,
        from: 0,
      })),
  },
  {
    name: 'silence',
    group: 'Cut and move',
    keys: ['s'],
    help: 'make the selection silent',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'silence', ...stretch(studio.state), ...seams(studio.state) }),
  },
  {
    name: 'insert-silence',
    group: 'Cut and move',
    argument: 'LENGTH',
    needsArgument: true,
    question: 'How long shall it be silent here? Such as 2, 1:30 or 500ms.',
    keys: ['i'],
    help: 'put silence in at the playhead',
    refusal: needsEditing,
    run: insertSilence,
  },
  {
    name: 'split',
    group: 'Cut and move',
    keys: ['b'],
    help: 'begin a clip at the playhead',
    refusal: needsEditing,
    run: ({ studio }) =>
      studio.edit({ name: 'split', at: playhead(studio.state), ...tracksOf(studio.state) }),
  },
  {
    name: 'join',
    group: 'Cut and move',
    keys: ['j'],
    help: 'make one clip of those in the selection',
    refusal: needsSelection,
    run: ({ studio }) => studio.edit({ name: 'join', ...stretch(studio.state) }),
  },
  {
    name: 'crossfade',
    group: 'Cut and move',
    argument: 'MS',
    needsArgument: true,
    question: 'Over how many ms shall seams be faded? 5 is not heard; 0 to 1000.',
    keys: ['c'],
    help: 'how long the seams of the next edits are faded',
    run: setCrossfade,
  },
]

/** The selection in seconds, and the tracks that are meant. */
export function stretch(state: StudioState): { from: number; to: number; tracks?: string[] } {
  const { view, timeline } = state
  const { from, to } = view.selection!
  return { from: from / timeline.rate, to: to / timeline.rate, ...tracksOf(state) }
}

/** How long seams are faded, where it is not what they are anyway. */
export function seams({ crossfadeMs }: StudioState): { crossfade_ms?: number } {
  return crossfadeMs === SEAM_MS ? {} : { crossfade_ms: crossfadeMs }
}

function playhead({ view, timeline }: StudioState): number {
  return view.playhead / timeline.rate
}

/** Nothing is selected any more, and the playhead stands where it was. */
function toStart(view: View): View {
  return { ...view, playhead: view.selection?.from ?? view.playhead, selection: null }
}

async function move({ studio, complain }: StudioContext): Promise<void> {
  const { state } = studio
  const { selection, playhead: at } = state.view
  const { from, to } = selection!
  if (at >= from && at <= to) {
    complain('put the playhead where it shall go, outside of the selection; the arrows leave it as it is')
    return
  }
  await studio.edit({ name: 'move', ...stretch(state), at: playhead(state), ...seams(state) }, (view) =>
    movedAlong(view, from, to, at),
  )
}

/** The selection where it is after the move, with the playhead at its start. */
function movedAlong(view: View, from: number, to: number, at: number): View {
  const start = at > from ? at - (to - from) : at
  return { ...view, playhead: start, selection: { from: start, to: start + to - from } }
}

/** A cut and a paste are one move: the cut is undone for it, so that undoing it once puts all back. */
async function paste({ studio, complain }: StudioContext): Promise<void> {
  const { cut } = studio
  if (!cut) {
    complain('nothing was just cut; select something, press x, go elsewhere and paste')
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
    ...seams(studio.state),
  }
  await studio.edit(moved, () =>
    movedAlong(view, Math.round(from * rate), Math.round(to * rate), Math.round(target * rate)),
  )
}

async function insertSilence({ studio, complain }: StudioContext, text: string): Promise<void> {
  const length = readSeconds(text)
  if (length === null || length <= 0) complain('a length is written as 2, 1:30 or 500ms')
  else {
    const { state } = studio
    await studio.edit({
      name: 'insert_silence',
      at: playhead(state),
      length,
      ...tracksOf(state),
      ...seams(state),
    })
  }
}

function setCrossfade({ studio, show, complain }: StudioContext, text: string): void {
  const ms = Number(text.replace(/\s*ms$/i, ''))
  if (!(ms >= 0 && ms <= 1000)) {
    complain('it must be ms from 0 to 1000')
    return
  }
  studio.crossfadeMs = ms
  show(ms === 0 ? 'seams are not faded from now on' : `seams are faded over ${ms} ms from now on`)
}
