import type { Rnnoise } from '@echogarden/rnnoise-wasm'
import { RnnoiseProcessor } from './rnnoise-processor.ts'
import type { Feature, FeatureSwitches, VoiceProcessor } from './voice-processor.ts'
import { loadWebrtc, type Webrtc } from './webrtc.ts'
import { WebrtcProcessor } from './webrtc-processor.ts'

/** The libraries that may be there; each loader throws, or rejects, with a reason for people. */
export interface ProcessingLibraries {
  webrtc(): Webrtc
  rnnoise(): Promise<Rnnoise>
}

export interface OpenedProcessor {
  /** null where there is nothing to do, or nothing to do it with. */
  processor: VoiceProcessor | null
  /** Why a feature cannot be had here, wanted or not. */
  missing: Partial<Record<Feature, string>>
}

const installed: ProcessingLibraries = {
  webrtc: loadWebrtc,
  rnnoise: async () => (await import('@echogarden/rnnoise-wasm')).default(),
}

/** Opens what does as much as possible of what is wanted: WebRTC, else RNNoise for the noise alone. Never throws. */
export async function openProcessor(
  wanted: FeatureSwitches,
  libraries: ProcessingLibraries = installed,
): Promise<OpenedProcessor> {
  let reason: string
  try {
    const webrtc = libraries.webrtc()
    const any = Object.values(wanted).includes(true)
    return { processor: any ? new WebrtcProcessor(webrtc, wanted) : null, missing: {} }
  } catch (error) {
    reason = (error as Error).message
  }
  const missing = { automaticGain: reason, echoCancellation: reason }
  try {
    const rnnoise = await libraries.rnnoise()
    return { processor: wanted.noiseSuppression ? new RnnoiseProcessor(rnnoise) : null, missing }
  } catch (error) {
    const second = (error as Error).message.split('\n')[0]
    return { processor: null, missing: { ...missing, noiseSuppression: `${reason}, and ${second}` } }
  }
}
