import type { Action } from './action.ts'

/** Actions that are the same in every table, but for what they are done with. */
export const everywhere = {
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
    { ...everywhere.help, group, run: (scene) => scene.showHelp() },
    { ...everywhere.palette, group, run: (scene) => scene.showPalette() },
    { ...everywhere.redraw, group, run: (scene) => scene.redraw() },
  ]
}
