import { momentText, readSeconds } from '../../lib/time-text.ts'
import type { StudioState } from '../model/state.ts'
import { neighbour } from '../recording/landmarks.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Columns of a large step. */
const STRIDE = 10
/** Fraction of the window per page. */
const PAGE = 0.8

/** Commands that move the playhead. */
export const navigationCommands: readonly StudioCommand[] = [
  step('left', ['left'], 'move left by a column', -1),
  step('right', ['right'], 'move right by a column', 1),
  step('left-far', ['ctrl+left', 'alt+left'], 'move left by ten columns', -STRIDE),
  step('right-far', ['ctrl+right', 'alt+right'], 'move right by ten columns', STRIDE),
  page('page-left', ['pageup'], 'move left by a page', -PAGE),
  page('page-right', ['pagedown'], 'move right by a page', PAGE),
  { name: 'start', group: 'Navigate', keys: ['home'], help: 'go to the start', run: ({ studio }) => studio.goTo(0) },
  {
    name: 'end',
    group: 'Navigate',
    keys: ['end'],
    help: 'go to the end',
    run: ({ studio }) => studio.goTo(studio.extent.length),
  },
  {
    name: 'go',
    group: 'Navigate',
    argument: 'TIME',
    needsArgument: true,
    question: 'Go to time (75, 1:15 or 1:02:03.5):',
    keys: ['g'],
    help: 'go to a time',
    run: goToTime,
  },
  jump('next-marker', ['n'], 'go to the next marker', 1, ({ landmarks }) => landmarks.markers.map(({ at }) => at)),
  jump('previous-marker', ['p'], 'go to the previous marker', -1, ({ landmarks }) =>
    landmarks.markers.map(({ at }) => at),
  ),
  jump('next-turn', ['}', 'tab'], 'go to the next turn of a speaker', 1, turnsOf),
  jump('previous-turn', ['{', 'shift+tab'], 'go to the previous turn of a speaker', -1, turnsOf),
  jump('next-clip', [']'], 'go to the next clip edge', 1, ({ landmarks }) => landmarks.edges),
  jump('previous-clip', ['['], 'go to the previous clip edge', -1, ({ landmarks }) => landmarks.edges),
]

function step(name: string, keys: string[], help: string, columns: number): StudioCommand {
  const run = ({ studio }: StudioContext) => {
    const { playhead, scale } = studio.state.view
    studio.goTo(playhead + Math.sign(columns) * Math.max(1, Math.round(Math.abs(columns) * scale)))
  }
  return { name, group: 'Navigate', keys, help, run }
}

function page(name: string, keys: string[], help: string, part: number): StudioCommand {
  const run = ({ studio }: StudioContext) => {
    const { playhead, scale } = studio.state.view
    studio.goTo(playhead + Math.round(part * studio.extent.columns * scale))
  }
  return { name, group: 'Navigate', keys, help, run }
}

function jump(
  name: string,
  keys: string[],
  help: string,
  direction: 1 | -1,
  placesOf: (state: StudioState) => readonly number[],
): StudioCommand {
  const run = ({ studio, complain }: StudioContext) => {
    const { state } = studio
    const at = neighbour(placesOf(state), state.view.playhead, direction)
    if (at === null) complain(direction > 0 ? 'there is none after the playhead' : 'there is none before the playhead')
    else studio.goTo(at)
  }
  return { name, group: 'Navigate', keys, help, run }
}

function turnsOf({ landmarks, view }: StudioState): number[] {
  const { turns } = landmarks
  const selected = view.chosen.size === 0 ? turns : turns.filter(({ track }) => view.chosen.has(track))
  return selected.map(({ from }) => from)
}

function goToTime({ studio, show, complain }: StudioContext, text: string): void {
  const seconds = readSeconds(text)
  if (seconds === null) {
    complain('invalid time; write 75, 1:15 or 1:02:03.5')
    return
  }
  studio.goTo(Math.round(seconds * studio.state.timeline.rate))
  show(`At ${momentText(studio.state.view.playhead / studio.state.timeline.rate)}`)
}
