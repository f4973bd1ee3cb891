import { wholeScale, zoomed, zoomedTo } from '../view.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

const STEP = 2

/** What is seen of it. */
export const viewCommands: readonly StudioCommand[] = [
  {
    name: 'zoom-in',
    group: 'Look',
    keys: ['+', '=', 'ctrl+up'],
    help: 'look closer, down to single samples; so does the wheel',
    run: (context) => zoom(context, 1 / STEP),
  },
  {
    name: 'zoom-out',
    group: 'Look',
    keys: ['-', 'ctrl+down'],
    help: 'see more of it',
    run: (context) => zoom(context, STEP),
  },
  {
    name: 'zoom-all',
    group: 'Look',
    keys: ['f'],
    help: 'see all of it',
    run: ({ studio }) => studio.look({ ...studio.state.view, from: 0, scale: wholeScale(studio.extent) }),
  },
  {
    name: 'zoom-selection',
    group: 'Look',
    keys: ['z'],
    help: 'see the selection in the whole window',
    refusal: ({ view }) => (view.selection ? null : 'nothing is selected'),
    run: ({ studio }) => {
      const { view } = studio.state
      studio.look(zoomedTo(view, view.selection!, studio.extent))
    },
  },
  {
    name: 'amplitude',
    group: 'Look',
    keys: ['y'],
    help: 'draw waves as loud as they sound, or as their samples',
    run: ({ studio, show }) => {
      studio.amplitude = studio.amplitude === 'ear' ? 'linear' : 'ear'
      show(studio.amplitude === 'ear' ? 'waves as loud as one hears them' : 'waves as large as their samples')
    },
  },
]

/** Around the playhead where that is seen, else around the middle. */
function zoom({ studio }: StudioContext, by: number): void {
  const { view } = studio.state
  const { extent } = studio
  const seen = extent.columns * view.scale
  const inside = view.playhead >= view.from && view.playhead <= view.from + seen
  studio.look(zoomed(view, view.scale * by, inside ? view.playhead : view.from + seen / 2, extent))
}
