import type { AudioFormat } from '../format.ts'
import type { Backend } from './device-spec.ts'

/** ms of a frame below which somebody wants less delay than PortAudio has. */
const SHORT_FRAME = 20

/**
 * The way to a device that both backends offer. PortAudio exchanges sound with a sound server in blocks that come by
 * twos and threes, which takes as long with short frames as with long ones; PulseAudio's own tools take a frame at a
 * time (docs/PERFORMANCE.md, "From mouth to ear").
 */
export function preferredBackend({ frameMs }: AudioFormat): Backend {
  return frameMs < SHORT_FRAME ? 'pulse' : 'portaudio'
}
