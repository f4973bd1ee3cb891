import { DeviceError, type Microphone } from '../../audio/devices/device.ts'
import { parseDeviceSpec } from '../../audio/devices/device-spec.ts'
import { openMicrophone } from '../../audio/devices/open-device.ts'
import { DEFAULT_FORMAT } from '../../audio/format.ts'
import { rmsLevel, SILENCE } from '../../audio/level.ts'
import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { CheckContext, Finding } from './check.ts'
import { deviceLabel } from './device-label.ts'

/** ms to listen. */
const LISTEN = 2_000
/** Frames skipped at the start, in which devices click. */
/** Frames skipped at the start, in which devices click. */
const CLICKS = 5
/** Share of samples at full scale above which a voice is audibly distorted. */
const TORN = 0.001

/** Opens the microphone, listens for 2 s and reports its level. */
export async function checkMicrophone({ settings, clock }: CheckContext): Promise<Finding[]> {
  const { mic, threshold } = settings.options
  const { kind } = parseDeviceSpec(mic)
  if (kind === 'null') return [{ status: 'note', text: 'no microphone selected (--mic null); you will be silent' }]
  if (kind === 'stream') return [{ status: 'note', text: 'standard input is not checked' }]
  let microphone: Microphone | null = null
  try {
    microphone = await openMicrophone(mic, DEFAULT_FORMAT, clock)
    const signal = await listen(microphone, clock)
    return [judgeSignal(await deviceLabel(microphone.name, 'microphone', clock), signal, threshold)]
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    const advice = 'choose another with --mic; "chat-client devices" lists them'
    return [{ status: 'wrong', text: error.message, advice }]
  } finally {
    await microphone?.close()
  }
}

/** Finding for the signal of a microphone. Pure. @param threshold voice-activation threshold, dBFS */
export function judgeSignal(name: string, signal: Signal, threshold: number): Finding {
  const { frames, loudest, peak, clipped } = signal
  if (frames === 0) {
    const advice = 'close other programs that use it, reconnect it, or choose another with --mic'
    return { status: 'wrong', text: `${name} delivers no sound at all`, advice }
  }
  if (peak === 0) {
    const advice = `it seems to be muted: check for a switch on it, unmute it in the sound settings${PRIVACY}`
    return { status: 'wrong', text: `${name} delivers only silence`, advice }
  }
  const level = `${name}: ${loudest.toFixed(0)} dBFS at most`
  if (clipped > TORN) {
    const advice = 'turn its volume down in the sound settings; your voice is distorted'
    return { status: 'wrong', text: `${level}, which is too loud`, advice }
  }
  if (loudest < threshold) {
    const advice = 'if you spoke, turn its volume up in the sound settings; if not, check again while you speak'
    return { status: 'note', text: `${level}, which is too quiet to be sent`, advice }
  }
  return { status: 'fine', text: level }
}

const PRIVACY =
  process.platform === 'darwin' ? ', and let the terminal use it (System Settings, Privacy, Microphone)' : ''

/** Listens for 2 s, or to the end of a file. @throws DeviceError if the device fails */
function listen(microphone: Microphone, clock: Clock): Promise<Signal> {
  const meter = new SignalMeter()
  let clicks = CLICKS
  const ended = new Promise<Signal>((resolve, reject) => {
    microphone.start({
      frame: (samples) => {
        if (clicks-- <= 0) meter.take(samples)
      },
      ended: () => resolve(meter.signal),
      failed: reject,
    })
  })
  return withTimeout(clock, LISTEN, ended, () => meter.signal)
}

const FULL_SCALE = 32_767

/** Measurements of a microphone signal. */
interface Signal {
  readonly frames: number
  /** RMS level of the loudest frame, dBFS. */
  readonly loudest: number
  /** Highest sample, 0 to 1 of full scale. */
  readonly peak: number
  /** Share of the samples at full scale, 0 to 1. */
  readonly clipped: number
}

/** Measures a microphone signal frame by frame. */
export class SignalMeter {
  #frames = 0
  #samples = 0
  #loudest = SILENCE
  #peak = 0
  #clipped = 0

  take(frame: Int16Array): void {
    this.#frames++
    this.#samples += frame.length
    this.#loudest = Math.max(this.#loudest, rmsLevel(frame))
    for (const sample of frame) {
      const size = Math.abs(sample)
      this.#peak = Math.max(this.#peak, size)
      if (size >= FULL_SCALE) this.#clipped++
    }
  }

  get signal(): Signal {
    return {
      frames: this.#frames,
      loudest: this.#loudest,
      peak: Math.min(1, this.#peak / FULL_SCALE),
      clipped: this.#samples === 0 ? 0 : this.#clipped / this.#samples,
    }
  }
}
