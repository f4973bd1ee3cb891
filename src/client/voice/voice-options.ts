import type { Options } from '../settings/table.ts'
import type { VoiceOptions } from './sound.ts'

/** What was chosen for one's own voice, as the sound takes it; what was not is left to the sound. */
export function voiceOptions({
  noiseSuppression,
  autoGain,
  echoCancellation,
  transmission,
  threshold,
}: Options): VoiceOptions {
  return {
    ...(noiseSuppression !== undefined && { noiseSuppression }),
    ...(autoGain !== undefined && { automaticGain: autoGain }),
    echoCancellation,
    transmission,
    threshold,
  }
}
