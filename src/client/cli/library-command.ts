import { cleanLine } from '../../lib/text.ts'
import { entryJson, libraryLines, listLibrary } from '../../studio/library/list-library.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { openLibrary } from '../recordings/open-library.ts'
import { runScenes } from '../tui/run-scenes.ts'
import type { Call } from './subcommands.ts'

/** `chat-client studio`: the list of recordings, until one leaves it. @throws Exit */
export function showLibrary({ settings: { options } }: Call): Promise<ExitCode> {
  return runScenes(
    options,
    'The list of recordings',
    async () => {},
    (scenes, look) => openLibrary(scenes, look, options),
  )
}

/** `chat-client studio --list`: the same for scripts, and for what reads aloud. @throws Exit */
export async function printLibrary({ settings: { options }, print }: Call): Promise<ExitCode> {
  const { recordFolder, json } = options
  try {
    const entries = await listLibrary(recordFolder)
    if (json) print(JSON.stringify(entries.map(entryJson)))
    else if (entries.length === 0) print(`There is no recording in ${cleanLine(recordFolder)}.`)
    else for (const line of libraryLines(entries)) print(line)
    return exitCodes.ok
  } catch (error) {
    throw new Exit(exitCodes.usage, cleanLine((error as Error).message))
  }
}
