import { selectedTo } from '../model/view.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Columns of a larger step. */
const STRIDE = 10

/** What edits are for. */
export const selectCommands: readonly StudioCommand[] = [
  {
    name: 'select',
    group: 'Select',
    keys: ['v'],
    help: 'begin to select here, or end it; Esc gives it up',
    run: select,
  },
  {
    name: 'select-all',
    group: 'Select',
    keys: ['a', 'ctrl+a'],
    help: 'select all of it',
    run: ({ studio }) => {
      const { view, length } = studio.state
      studio.look({ ...view, anchor: null, selection: length > 0 ? { from: 0, to: length } : null })
    },
  },
  extend('select-left', ['shift+left'], 'select back by a column', -1),
  extend('select-right', ['shift+right'], 'select on by a column', 1),
  extend('select-left-far', ['ctrl+shift+left', 'alt+shift+left'], 'select back by ten', -STRIDE),
  extend('select-right-far', ['ctrl+shift+right', 'alt+shift+right'], 'select on by ten', STRIDE),
  {
    name: 'select-to-start',
    group: 'Select',
    keys: ['shift+home'],
    help: 'select back to the start',
    run: ({ studio }) => studio.look(selectedTo(studio.state.view, 0, studio.extent)),
  },
  {
    name: 'select-to-end',
    group: 'Select',
    keys: ['shift+end'],
    help: 'select on to the end',
    run: ({ studio }) => studio.look(selectedTo(studio.state.view, studio.extent.length, studio.extent)),
  },
  {
    name: 'select-turn',
    group: 'Select',
    keys: ['w'],
    help: 'select what somebody says here',
    run: selectTurn,
  },
]

function select({ studio, show }: StudioContext): void {
  const { view } = studio.state
  if (view.anchor !== null) {
    studio.look({ ...view, anchor: null })
    return
  }
  studio.look({ ...view, anchor: view.playhead, selection: null })
  show('selecting from here; move on, and press v again where it ends')
}

function extend(name: string, keys: string[], help: string, columns: number): StudioCommand {
  const run = ({ studio }: StudioContext) => {
    const { view } = studio.state
    const by = Math.sign(columns) * Math.max(1, Math.round(Math.abs(columns) * view.scale))
    studio.look(selectedTo(view, view.playhead + by, studio.extent))
  }
  return { name, group: 'Select', keys, help, run }
}

function selectTurn({ studio, complain }: StudioContext): void {
  const { view, landmarks } = studio.state
  const { playhead, chosen } = view
  const turn = landmarks.turns.find(
    ({ track, from, to }) => from <= playhead && playhead < to && (chosen.size === 0 || chosen.has(track)),
  )
  if (turn) studio.look({ ...view, anchor: null, selection: { from: turn.from, to: turn.to } })
  else complain('nobody speaks here; } goes to where somebody does')
}
