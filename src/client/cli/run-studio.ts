import { systemClock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { loadRecording, openStudio, type StudioSceneOptions } from '../../studio/studio-scene.ts'
import { engineOf } from '../../studio/transcribe/engine-settings.ts'
import type { Look } from '../../tui/look.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import { Memory } from '../store/memory.ts'
import { runScenes } from '../tui/run-scenes.ts'
import { DeviceMemory } from '../voice/device-memory.ts'

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
