import { systemClock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { entryJson, libraryLines, listLibrary } from '../../studio/library/scan.ts'
import { loadRecording, openStudio, type StudioSceneOptions } from '../../studio/studio-scene.ts'
import { engineOf } from '../../studio/transcribe/engine-settings.ts'
import type { Look } from '../../tui/look.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { openLibrary } from '../recordings/open-library.ts'
import type { Options } from '../settings/table.ts'
import { Memory } from '../store/memory.ts'
import { runScenes } from '../tui/run-scenes.ts'
import { DeviceMemory } from '../voice/device-memory.ts'
import type { Call } from './subcommands.ts'

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

/** What the settings say of the studio. */
export function sceneOptions(options: Options, look: Look): StudioSceneOptions {
  const speaker = speakerOf(options)
  return { clock: systemClock, look, keys: options.keys, speaker, engine: engineOf(options) }
}

/** The speaker that was asked for, or else the one that was chosen in a meeting. */
function speakerOf(options: Pick<Options, 'mic' | 'speaker'>): string | undefined {
  const asked = { microphone: options.mic, speaker: options.speaker }
  return new DeviceMemory(new Memory(systemClock), asked).spec('speaker')
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
