import { MAX_SPEED, MIN_SPEED } from '../edit/time-stretch.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** The speeds that the keys step through. */
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]

/** Commands for playback. */
export const playbackCommands: readonly StudioCommand[] = [
  {
    name: 'play',
    group: 'Playback',
    keys: ['space'],
    help: 'play from the playhead, or pause',
    run: ({ studio }) => studio.playOrPause(),
  },
  {
    name: 'loop',
    group: 'Playback',
    keys: ['l'],
    help: 'loop the selection, or everything',
    run: ({ studio }) => studio.listening.loop(!studio.state.looping),
  },
  {
    name: 'skip-silence',
    group: 'Playback',
    keys: ['k'],
    help: 'skip long silences',
    run: ({ studio }) => studio.listening.skip(!studio.state.skipping),
  },
  {
    name: 'faster',
    group: 'Playback',
    keys: ['>'],
    help: `play faster, up to ${MAX_SPEED}x, at the same pitch`,
    run: ({ studio }) => studio.listening.setSpeed(SPEEDS.find((speed) => speed > studio.state.speed) ?? MAX_SPEED),
  },
  {
    name: 'slower',
    group: 'Playback',
    keys: ['<'],
    help: `play slower, down to ${MIN_SPEED}x`,
    run: ({ studio }) => studio.listening.setSpeed(SPEEDS.findLast((speed) => speed < studio.state.speed) ?? MIN_SPEED),
  },
  {
    name: 'speed',
    group: 'Playback',
    argument: '[SPEED]',
    keys: ['.'],
    help: 'set the playback speed; default: 1',
    run: setSpeed,
  },
]

function setSpeed({ studio, complain }: StudioContext, text: string): void {
  const speed = text === '' ? 1 : Number(text.replace(/x$/i, ''))
  if (speed >= MIN_SPEED && speed <= MAX_SPEED) studio.listening.setSpeed(speed)
  else complain(`the speed must be ${MIN_SPEED} to ${MAX_SPEED}`)
}
