import { systemClock } from '../../lib/clock.ts'
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

/** Shows a recording in the studio, until the person leaves. @throws Exit where it cannot be opened */
export function runStudio(path: string, options: Options): Promise<ExitCode> {
  const load = () =>
    loadRecording(path).catch((error: Error) => {
      throw new Exit(exitCodes.usage, cleanLine(error.message))
    })
  return runScenes(options, 'The studio', load, (scenes, look, recording) => {
    openStudio(scenes, recording, sceneOptions(options, look))
  })
}

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

/**
 * Fills the terminal of this process with scenes, until the first is left.
 *
 * @param load reads what the first scene is of; what is wrong then is told on the terminal as it was
 * @param begin opens the first scene
 * @throws Exit where there is no terminal
 */
async function runScenes<Loaded>(
  options: Pick<Options, 'theme' | 'colors'>,
  what: string,
  load: () => Promise<Loaded>,
  begin: (scenes: Scenes, look: Look, loaded: Loaded) => void,
): Promise<ExitCode> {
  if (!hasTerminal()) throw new Exit(exitCodes.usage, `${what} needs a terminal, and there is none here.`)
  const loaded = await load()
  const mayAsk = abilitiesOf(options.colors).kitty !== false
  const { light } = await probeTerminal(process.stdin, process.stdout, systemClock, mayAsk)
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
