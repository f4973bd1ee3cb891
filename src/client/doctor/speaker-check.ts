import { DeviceError, type Speaker } from '../../audio/devices/device.ts'
import { parseDeviceSpec } from '../../audio/devices/device-spec.ts'
import { openSpeaker } from '../../audio/devices/open-device.ts'
import { DEFAULT_FORMAT, DEFAULT_RATE, frameLength } from '../../audio/format.ts'
import { gainFactor } from '../../audio/level.ts'
import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { CheckContext, Finding } from './check.ts'
import { deviceLabel } from './device-label.ts'

/** Hz, dBFS of its peak, and frames of 20 ms: a second, in which it fades in and out. */
const TONE = { hz: 440, level: -20, frames: 50 }
const FADE_FRAMES = 5
/** ms that a device may take to play it. */
const PATIENCE = 4_000

/** Plays a tone of a second, and tells where. */
export async function checkSpeaker({ settings, clock }: CheckContext): Promise<Finding[]> {
  const spec = settings.options.speaker
  const { kind } = parseDeviceSpec(spec)
  if (kind === 'null')
    return [{ status: 'note', text: 'none is wanted (--speaker null); you will hear nobody' }]
  if (kind === 'stream') return [{ status: 'note', text: 'nothing is played to the standard output here' }]
  let speaker: Speaker | null = null
  try {
    speaker = await openSpeaker(spec, DEFAULT_FORMAT, clock)
    const took = await play(speaker, clock)
    const name = await deviceLabel(speaker.name, 'speaker', clock)
    if (took) {
      const text = `a tone was played on ${name}; if you did not hear it, turn the volume up`
      return [{ status: 'fine', text }]
    }
    const advice = 'end other programs that use it, plug it in again, or choose another by --speaker'
    return [{ status: 'wrong', text: `${name} took no sound`, advice }]
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    const advice = '"chat-client devices" lists them; choose one by --speaker'
    return [{ status: 'wrong', text: error.message, advice }]
  } finally {
    await speaker?.close()
  }
}

/** Whether the device took the whole tone in time. @throws DeviceError where it fails */
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

/** The frame of the tone with that number; silence after its end. */
export function toneFrame(number: number): Int16Array {
  const length = frameLength(DEFAULT_FORMAT)
  return Int16Array.from({ length }, (_, index) => {
    const at = number + index / length
    const fade = Math.min(1, at / FADE_FRAMES, (TONE.frames - at) / FADE_FRAMES)
    const angle = (2 * Math.PI * TONE.hz * (number * length + index)) / DEFAULT_RATE
    return 32_767 * gainFactor(TONE.level) * Math.max(0, fade) * Math.sin(angle)
  })
}
