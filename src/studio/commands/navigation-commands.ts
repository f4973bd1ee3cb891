import { momentText, readSeconds } from '../../lib/time-text.ts'
import type { StudioState } from '../model/state.ts'
import { neighbour } from '../recording/landmarks.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Columns of a larger step. */
const STRIDE = 10
/** Part of the window that a page goes on by. */
const PAGE = 0.8

/** Where one is. */
export const navigationCommands: readonly StudioCommand[] = [
  step('left', ['left'], 'go back by a column', -1),
  step('right', ['right'], 'go on by a column', 1),
  step('left-far', ['ctrl+left', 'alt+left'], 'go back by ten', -STRIDE),
  step('right-far', ['ctrl+right', 'alt+right'], 'go on by ten', STRIDE),
  page('page-left', ['pageup'], 'go back by a window', -PAGE),
  page('page-right', ['pagedown'], 'go on by a window', PAGE),
  {
    name: 'start',
    group: 'Go',
    keys: ['home'],
    help: 'go to the start',
    run: ({ studio }) => studio.goTo(0),
  },
  {
    name: 'end',
    group: 'Go',
    keys: ['end'],
    help: 'go to the end',
    run: ({ studio }) => studio.goTo(studio.extent.length),
  },
  {
    name: 'go',
    group: 'Go',
    argument: 'TIME',
    needsArgument: true,
    question: 'Where to? A time such as 1:02:03.5 or 75.',
    keys: ['g'],
    help: 'go to a time',
    run: goToTime,
  },
  jump('next-marker', ['n'], 'go to the next marker', 1, ({ landmarks }) =>
    landmarks.markers.map(({ at }) => at),
  ),
  jump('previous-marker', ['p'], 'go to the marker before', -1, ({ landmarks }) =>
    landmarks.markers.map(({ at }) => at),
  ),
  jump('next-turn', ['}', 'tab'], 'go to where somebody speaks next', 1, turnsOf),
  jump('previous-turn', ['{', 'shift+tab'], 'go to where somebody spoke before', -1, turnsOf),
  jump('next-clip', [']'], 'go to the next edge of a clip', 1, ({ landmarks }) => landmarks.edges),
  jump('previous-clip', ['['], 'go to the edge of a clip before', -1, ({ landmarks }) => landmarks.edges),
]

function step(name: string, keys: string[], help: string, columns: number): StudioCommand {
  const run = ({ studio }: StudioContext) => {
    const { playhead, scale } = studio.state.view
    studio.goTo(playhead + Math.sign(columns) * Math.max(1, Math.round(Math.abs(columns) * scale)))
  }
  return { name, group: 'Go', keys, help, run }
}

function page(name: string, keys: string[], help: string, part: number): StudioCommand {
  const run = ({ studio }: StudioContext) => {
    const { playhead, scale } = studio.state.view
    studio.goTo(playhead + Math.round(part * studio.extent.columns * scale))
  }
  return { name, group: 'Go', keys, help, run }
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
    if (at === null) complain(direction > 0 ? 'there is none behind here' : 'there is none before here')
    else studio.goTo(at)
  }
  return { name, group: 'Go', keys, help, run }
}

function turnsOf({ landmarks, view }: StudioState): number[] {
  const { turns } = landmarks
  const meant = view.chosen.size === 0 ? turns : turns.filter(({ track }) => view.chosen.has(track))
  return meant.map(({ from }) => from)
}

function goToTime({ studio, show, complain }: StudioContext, text: string): void {
  const seconds = readSeconds(text)
  if (seconds === null) {
    complain('a time is written as 75, 1:15 or 1:02:03.5')
    return
  }
  studio.goTo(Math.round(seconds * studio.state.timeline.rate))
  show(`at ${momentText(studio.state.view.playhead / studio.state.timeline.rate)}`)
}
