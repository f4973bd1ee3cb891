import { sceneActions } from '../../commands/everywhere.ts'
import { acrossCommands } from './across.ts'
import { arrangeCommands } from './arrange.ts'
import type { StudioCommand } from './command.ts'
import { fileCommands } from './files.ts'
import { goCommands } from './go.ts'
import { listenCommands } from './listen.ts'
import { lookCommands } from './look.ts'
import { mendCommands } from './mend.ts'
import { selectCommands } from './select.ts'
import { trackCommands } from './tracks.ts'
import { transcriptCommands } from './transcript.ts'

/** Everything one can do in the studio. Keys, help, palette, hints and docs are made from it. */
export const studioCommands: readonly StudioCommand[] = [
  ...listenCommands,
  ...lookCommands,
  ...goCommands,
  ...selectCommands,
  ...trackCommands,
  ...arrangeCommands,
  ...acrossCommands,
  ...mendCommands,
  ...fileCommands,
  ...transcriptCommands,
  ...sceneActions('Screen' as const),
]

/** What settings call it before the name of an action: `keys.studio.cut`. */
export const STUDIO_SCOPE = 'studio'
