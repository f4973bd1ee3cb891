import { STUDIO_SCOPE, studioCommands } from '../studio/commands/table.ts'
import { settingOf } from '../tui/bindings.ts'
import { commands } from './table.ts'

/** What settings call all actions that can be given a key: `mute`, `studio.cut`. */
export const actionSettings: readonly string[] = [
  ...commands.map((command) => settingOf(command, '')),
  ...studioCommands.filter(({ everywhere }) => !everywhere).map((action) => settingOf(action, STUDIO_SCOPE)),
]
