import { STUDIO_SCOPE, studioCommands } from '../../studio/commands/table.ts'
import { LIBRARY_SCOPE, libraryActions } from '../../studio/library/library-actions.ts'
import type { ActionRow } from '../../tui/action.ts'
import { settingOf } from '../../tui/bindings.ts'
import { commands } from './table.ts'

/** What settings call all actions that can be given a key: `mute`, `studio.cut`. */
export const actionSettings: readonly string[] = [
  ...commands.map((command) => settingOf(command, '')),
  ...ownOf(studioCommands, STUDIO_SCOPE),
  ...ownOf(libraryActions, LIBRARY_SCOPE),
]

function ownOf(actions: readonly ActionRow[], scope: string): string[] {
  return actions.filter(({ everywhere }) => !everywhere).map((action) => settingOf(action, scope))
}
