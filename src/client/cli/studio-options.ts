import { systemClock } from '../../lib/clock.ts'
import type { StudioSceneOptions } from '../../studio/studio-scene.ts'
import type { EngineSettings } from '../../studio/transcribe/command-template.ts'
import type { Look } from '../../tui/look.ts'
import { DeviceMemory } from '../meeting/device-memory.ts'
import type { Options } from '../settings/table.ts'
import { Memory } from '../store/memory.ts'

/** Options of the studio from the settings. */
export function sceneOptions(options: Options, look: Look): StudioSceneOptions {
  const speaker = speakerOf(options)
  return { clock: systemClock, look, keys: options.keys, speaker, engine: engineOf(options) }
}

/** The speaker from the options, or else the one last chosen in a meeting. */
function speakerOf(options: Pick<Options, 'mic' | 'speaker'>): string | undefined {
  const asked = { microphone: options.mic, speaker: options.speaker }
  return new DeviceMemory(new Memory(systemClock), asked).spec('speaker')
}

/** The speech-to-text engine that the settings name. */
export function engineOf({
  transcribeEngine,
  transcribeModel,
  transcribeLanguage,
}: Pick<Options, 'transcribeEngine' | 'transcribeModel' | 'transcribeLanguage'>): EngineSettings {
  return { command: transcribeEngine, model: transcribeModel ?? null, language: transcribeLanguage }
}
