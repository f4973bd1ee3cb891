import { MAX_SPEED, MIN_SPEED } from '../edit/time-stretch.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Speeds that keys go through. */
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]

/** How it is heard. */
export const playbackCommands: readonly StudioCommand[] = [
  {
    name: 'play',
    group: 'Listen',
    keys: ['space'],
    help: 'play from the playhead, or pause',
    run: ({ studio }) => studio.playOrPause(),
  },
  {
    name: 'loop',
    group: 'Listen',
    keys: ['l'],
    help: 'play the selection (or all) over and over',
    run: ({ studio }) => studio.listening.loop(!studio.state.looping),
  },
  {
    name: 'skip-silence',
    group: 'Listen',
    keys: ['k'],
    help: 'pass over what is silent for long',
    run: ({ studio }) => studio.listening.skip(!studio.state.skipping),
  },
  {
    name: 'faster',
    group: 'Listen',
    keys: ['>'],
    help: `play faster, up to ${MAX_SPEED}x, at the same pitch`,
    run: ({ studio }) =>
      studio.listening.setSpeed(SPEEDS.find((speed) => speed > studio.state.speed) ?? MAX_SPEED),
  },
  {
    name: 'slower',
    group: 'Listen',
    keys: ['<'],
    help: `play slower, down to ${MIN_SPEED}x`,
    run: ({ studio }) =>
      studio.listening.setSpeed(SPEEDS.findLast((speed) => speed < studio.state.speed) ?? MIN_SPEED),
  },
  {
    name: 'speed',
    group: 'Listen',
    argument: '[SPEED]',
    keys: ['.'],
    help: 'play at this speed; at its own where none is named',
    run: setSpeed,
  },
]

function setSpeed({ studio, complain }: StudioContext, text: string): void {
  const speed = text === '' ? 1 : Number(text.replace(/x$/i, ''))
  if (speed >= MIN_SPEED && speed <= MAX_SPEED) studio.listening.setSpeed(speed)
  else complain(`a speed is a number from ${MIN_SPEED} to ${MAX_SPEED}`)
}
