import { systemClock } from '../../lib/clock.ts'
import { rawStdout } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { entryJson, libraryLines, listLibrary } from '../../studio/library/scan.ts'
import { loadRecording, openStudio } from '../../studio/studio-scene.ts'
import type { Look } from '../../tui/look.ts'
import { abilitiesOf, lookOf } from '../../tui/look-of.ts'
import { Scenes } from '../../tui/scenes.ts'
import { probeTerminal } from '../../tui/terminal/probe.ts'
import { hasTerminal } from '../../tui/terminal/terminal-abilities.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import { openLibrary } from './open-library.ts'
import { onStopSignal } from './stop-signals.ts'
import { sceneOptions } from './studio-options.ts'
import type { Call } from './subcommand.ts'

/** Opens a recording in the studio until the user leaves. @throws Exit if it cannot be opened */
export function runStudio(path: string, options: Options): Promise<ExitCode> {
  const load = () =>
    loadRecording(path).catch((error: Error) => {
      throw new Exit(exitCodes.usage, cleanLine(error.message))
    })
  return runScenes(options, 'The studio', load, (scenes, look, recording) => {
    openStudio(scenes, recording, sceneOptions(options, look))
  })
}

/** `chat-client studio`: shows the list of recordings until the user leaves. @throws Exit */
export function showLibrary({ settings: { options } }: Call): Promise<ExitCode> {
  return runScenes(
    options,
    'The list of recordings',
    async () => {},
    (scenes, look) => openLibrary(scenes, look, options),
  )
}

/** `chat-client studio --list`: prints the list, for scripts and screen readers. @throws Exit */
export async function printLibrary({ settings: { options }, print, printJson }: Call): Promise<ExitCode> {
  const { recordFolder, json } = options
  try {
    const entries = await listLibrary(recordFolder)
    if (json) printJson(entries.map(entryJson))
    else if (entries.length === 0) print(`No recordings in ${cleanLine(recordFolder)}.`)
    else for (const line of libraryLines(entries)) print(line)
    return exitCodes.ok
  } catch (error) {
    throw new Exit(exitCodes.usage, cleanLine((error as Error).message))
  }
}

/**
 * Runs scenes in the terminal of this process until the first one is left.
 *
 * @param what subject of the error message, such as `The studio`
 * @param load loads the data of the first scene, before the screen is taken over
 * @param begin opens the first scene
 * @throws Exit `usage` if there is no terminal; as `load`
 */
async function runScenes<Loaded>(
  options: Pick<Options, 'theme' | 'colors'>,
  what: string,
  load: () => Promise<Loaded>,
  begin: (scenes: Scenes, look: Look, loaded: Loaded) => void,
): Promise<ExitCode> {
  if (!hasTerminal()) throw new Exit(exitCodes.usage, `${what} needs a terminal.`)
  const loaded = await load()
  const mayAsk = abilitiesOf(options.colors).kitty !== false
  const { light } = await probeTerminal(process.stdin, rawStdout(), systemClock, mayAsk)
  const scenes = new Scenes(systemClock)
  onStopSignal(() => scenes.end())
  try {
    begin(scenes, lookOf({ ...options, light }), loaded)
    await scenes.ended
  } finally {
    await scenes.close()
  }
  return exitCodes.ok
}
