import { selectedTo } from '../model/view.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Columns of a large step. */
const STRIDE = 10

/** Commands for the selection. */
export const selectCommands: readonly StudioCommand[] = [
  {
    name: 'select',
    group: 'Select',
    keys: ['v'],
    help: 'start or end a selection at the playhead; Esc cancels',
    run: select,
  },
  {
    name: 'select-all',
    group: 'Select',
    keys: ['a', 'ctrl+a'],
    help: 'select everything',
    run: ({ studio }) => {
      const { view, length } = studio.state
      studio.setView({ ...view, anchor: null, selection: length > 0 ? { from: 0, to: length } : null })
    },
  },
  extend('select-left', ['shift+left'], 'extend the selection left by a column', -1),
  extend('select-right', ['shift+right'], 'extend the selection right by a column', 1),
  extend('select-left-far', ['ctrl+shift+left', 'alt+shift+left'], 'extend the selection left by ten columns', -STRIDE),
  extend(
    'select-right-far',
    ['ctrl+shift+right', 'alt+shift+right'],
    'extend the selection right by ten columns',
    STRIDE,
  ),
  {
    name: 'select-to-start',
    group: 'Select',
    keys: ['shift+home'],
    help: 'extend the selection to the start',
    run: ({ studio }) => studio.setView(selectedTo(studio.state.view, 0, studio.extent)),
  },
  {
    name: 'select-to-end',
    group: 'Select',
    keys: ['shift+end'],
    help: 'extend the selection to the end',
    run: ({ studio }) => studio.setView(selectedTo(studio.state.view, studio.extent.length, studio.extent)),
  },
  { name: 'select-turn', group: 'Select', keys: ['w'], help: 'select the turn at the playhead', run: selectTurn },
]

function select({ studio, show }: StudioContext): void {
  const { view } = studio.state
  if (view.anchor !== null) {
    studio.setView({ ...view, anchor: null })
    return
  }
  studio.setView({ ...view, anchor: view.playhead, selection: null })
  show('Selecting; move to the end of the selection and press v again')
}

function extend(name: string, keys: string[], help: string, columns: number): StudioCommand {
  const run = ({ studio }: StudioContext) => {
    const { view } = studio.state
    const by = Math.sign(columns) * Math.max(1, Math.round(Math.abs(columns) * view.scale))
    studio.setView(selectedTo(view, view.playhead + by, studio.extent))
  }
  return { name, group: 'Select', keys, help, run }
}

function selectTurn({ studio, complain }: StudioContext): void {
  const { view, landmarks } = studio.state
  const { playhead, chosen } = view
  const turn = landmarks.turns.find(
    ({ track, from, to }) => from <= playhead && playhead < to && (chosen.size === 0 || chosen.has(track)),
  )
  if (turn) studio.setView({ ...view, anchor: null, selection: { from: turn.from, to: turn.to } })
  else complain('no turn here; } goes to the next one')
}
