import type { Action } from './action.ts'

/** Actions that are the same in every table, but for what they are done with. */
export const sharedActions = {
  help: {
    name: 'help',
    keys: ['?', 'f1'],
    everywhere: true,
    help: 'show the keys and commands',
  },
  palette: {
    name: 'palette',
    keys: [':', 'ctrl+p'],
    everywhere: true,
    help: 'find a command by typing a part of it',
  },
  redraw: {
    name: 'redraw',
    keys: ['ctrl+l'],
    everywhere: true,
    help: 'draw the screen anew',
  },
} as const

/** What a scene of the full screen can do by itself. */
export interface SceneBasics {
  showHelp(): void
  showPalette(): void
  redraw(): void
}

/** The rows of them for the table of a scene. */
export function sceneActions<Group extends string>(group: Group): Action<SceneBasics, unknown, Group>[] {
  return [
    { ...sharedActions.help, group, run: (scene) => scene.showHelp() },
    { ...sharedActions.palette, group, run: (scene) => scene.showPalette() },
    { ...sharedActions.redraw, group, run: (scene) => scene.redraw() },
  ]
}
