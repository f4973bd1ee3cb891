import type { Action } from './action.ts'

/** Actions shared by all tables. */
export const sharedActions = {
  help: { name: 'help', keys: ['?', 'f1'], everywhere: true, help: 'show the keys and commands' },
  palette: { name: 'palette', keys: [':', 'ctrl+p'], everywhere: true, help: 'search the commands' },
  redraw: { name: 'redraw', keys: ['ctrl+l'], everywhere: true, help: 'redraw the screen' },
} as const

/** The controls that the shared actions need. */
export interface SceneBasics {
  showHelp(): void
  showPalette(): void
  redraw(): void
}

/** The shared actions as rows for the table of a scene. */
export function sceneActions<Group extends string>(group: Group): Action<SceneBasics, unknown, Group>[] {
  return [
    { ...sharedActions.help, group, run: (scene) => scene.showHelp() },
    { ...sharedActions.palette, group, run: (scene) => scene.showPalette() },
    { ...sharedActions.redraw, group, run: (scene) => scene.redraw() },
  ]
}
