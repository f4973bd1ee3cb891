import { sceneActions } from '../../tui/shared-actions.ts'
import { arrangeCommands } from './arrange-commands.ts'
import { fileCommands } from './files-commands.ts'
import { navigationCommands } from './navigation-commands.ts'
import { playbackCommands } from './playback-commands.ts'
import { repairCommands } from './repair-commands.ts'
import { selectCommands } from './select-commands.ts'
import type { StudioCommand } from './studio-command.ts'
import { trackCommands } from './tracks-commands.ts'
import { transcriptCommands } from './transcript-commands.ts'
import { generalCommands, viewCommands } from './view-commands.ts'
/** All commands of the studio. Keys, help, palette, hints and docs are generated from this table. */
export const studioCommands: readonly StudioCommand[] = [
  ...playbackCommands,
  ...viewCommands,
  ...navigationCommands,
  ...selectCommands,
  ...trackCommands,
  ...arrangeCommands,
  ...generalCommands,
  ...repairCommands,
  ...fileCommands,
  ...transcriptCommands,
  ...sceneActions('Screen' as const),
]

/** Prefix of the key settings: `keys.studio.cut`. */
export const STUDIO_SCOPE = 'studio'
