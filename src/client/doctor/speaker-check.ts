import { DeviceError, type Speaker } from '../../audio/devices/device.ts'
import { parseDeviceSpec } from '../../audio/devices/device-spec.ts'
import { openSpeaker } from '../../audio/devices/open-device.ts'
import { DEFAULT_FORMAT, DEFAULT_RATE, frameLength } from '../../audio/format.ts'
import { gainFactor } from '../../audio/level.ts'
import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { CheckContext, Finding } from './check.ts'
import { deviceLabel } from './device-label.ts'

/** Test tone: frequency in Hz, peak level in dBFS, and length in frames of 20 ms. */
const TONE = { hz: 440, level: -20, frames: 50 }
/** Frames of fade-in and fade-out. */
/** Frames of fade-in and fade-out. */
const FADE_FRAMES = 5
/** ms that a device may take to play the tone. */
const PATIENCE = 4_000

/** Plays a tone of one second and reports the device. */
export async function checkSpeaker({ settings, clock }: CheckContext): Promise<Finding[]> {
  const spec = settings.options.speaker
  const { kind } = parseDeviceSpec(spec)
  if (kind === 'null') return [{ status: 'note', text: 'no speaker selected (--speaker null); you will hear nothing' }]
  if (kind === 'stream') return [{ status: 'note', text: 'standard output is not checked' }]
  let speaker: Speaker | null = null
  try {
    speaker = await openSpeaker(spec, DEFAULT_FORMAT, clock)
    const took = await play(speaker, clock)
    const name = await deviceLabel(speaker.name, 'speaker', clock)
    if (took) {
      const text = `played a tone on ${name}; if you did not hear it, turn the volume up`
      return [{ status: 'fine', text }]
    }
    const advice = 'close other programs that use it, reconnect it, or choose another with --speaker'
    return [{ status: 'wrong', text: `${name} accepted no sound`, advice }]
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    const advice = 'choose another with --speaker; "chat-client devices" lists them'
    return [{ status: 'wrong', text: error.message, advice }]
  } finally {
    await speaker?.close()
  }
}

/** Plays the tone. @returns whether the device accepted all of it in time @throws DeviceError if it fails */
function play(speaker: Speaker, clock: Clock): Promise<boolean> {
  const played = new Promise<boolean>((resolve, reject) => {
    let frames = 0
    speaker.start(
      () => {
        if (frames === TONE.frames + FADE_FRAMES) resolve(true)
        return toneFrame(frames++)
      },
      { failed: reject },
    )
  })
  return withTimeout(clock, PATIENCE, played, () => false)
}

/** The samples of one frame of the tone, counted from 0; silence after its end. */
export function toneFrame(number: number): Int16Array {
  const length = frameLength(DEFAULT_FORMAT)
  return Int16Array.from({ length }, (_, index) => {
    const at = number + index / length
    const fade = Math.min(1, at / FADE_FRAMES, (TONE.frames - at) / FADE_FRAMES)
    const angle = (2 * Math.PI * TONE.hz * (number * length + index)) / DEFAULT_RATE
    return 32_767 * gainFactor(TONE.level) * Math.max(0, fade) * Math.sin(angle)
  })
}
