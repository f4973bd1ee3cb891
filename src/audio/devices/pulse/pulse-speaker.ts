import type { Clock } from '../../../lib/clock.ts'
import { ChildSupervisor, type Life } from '../../../lib/process/child-supervisor.ts'
import { type AudioFormat, frameLength } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import {
  DEVICE_FAILURES,
  type Device,
  type DeviceError,
  localId,
  type Speaker,
  type SpeakerHandlers,
  type SpeakerOptions,
} from '../device.ts'
import { liveInProgram, streamArguments } from './pulse-command.ts'

/** Maximum length of a line of `pacat -v`, which may arrive in parts. */
const MAX_LINE = 200
/** ms that the sound server buffers for a patient speaker, and ms that wait for it in addition. */
const PATIENT_LATENCY = 100
const PATIENT_SPARE = 120

/**
 * A speaker through `pacat` of PulseAudio. Its pipe buffers hundreds of ms, so frames are written by the system clock,
 * corrected by the progress that `pacat -v` reports. Plays silence until it is started.
 */
export class PulseSpeaker implements Speaker {
  readonly name: string
  readonly #clock: Clock
  readonly #frameMs: number
  /** Frames queued in addition to those of a live voice. */
  readonly #spare: number
  readonly #supervisor: ChildSupervisor<DeviceError>
  readonly #arguments: string[]
  #pull: () => Int16Array
  /** ms written but not consumed, and ms of latency reported by the server. */
  #waiting = (): number => 0
  #serverMs = 0

  private constructor(
    format: AudioFormat,
    clock: Clock,
    device: Device | undefined,
    { patient = false }: SpeakerOptions,
  ) {
    this.name = device?.name ?? 'default'
    this.#clock = clock
    this.#frameMs = format.frameMs
    this.#spare = patient ? Math.ceil(PATIENT_SPARE / format.frameMs) : 0
    const latencyMs = patient ? PATIENT_LATENCY : format.frameMs
    const where = device && localId(device)
    this.#arguments = ['--verbose', ...streamArguments(format, where, 'speaker', latencyMs)]
    const silence = new Int16Array(frameLength(format))
    this.#pull = () => silence
    this.#supervisor = new ChildSupervisor(
      clock,
      `the speaker "${this.name}"`,
      (life) => this.#live(life),
      DEVICE_FAILURES,
    )
  }

  /**
   * @param device undefined for the default of the sound server, even when that changes
   * @throws DeviceError if it cannot be opened
   */
  static async open(
    format: AudioFormat,
    clock: Clock,
    device?: Device,
    options: SpeakerOptions = {},
  ): Promise<PulseSpeaker> {
    const speaker = new PulseSpeaker(format, clock, device, options)
    await speaker.#supervisor.open()
    return speaker
  }

  start(pull: () => Int16Array, handlers: SpeakerHandlers): void {
    this.#pull = pull
    this.#supervisor.listen(handlers)
  }

  get delayMs(): number {
    return this.#waiting() + this.#serverMs
  }

  close(): Promise<void> {
    return this.#supervisor.close()
  }

  #live(life: Life): () => Promise<void> {
    const pacer = new PlaybackPacer(this.#clock, this.#frameMs, this.#spare)
    const progress = new PacatProgress((playedMs, takenMs) => {
      pacer.taken(takenMs)
      this.#serverMs = takenMs - playedMs
      if (playedMs > 0) life.beat()
    })
    this.#waiting = () => pacer.waitingMs
    let stopTicks = () => {}
    const end = liveInProgram(
      this.#clock,
      life,
      'pacat',
      this.#arguments,
      (child) => {
        stopTicks = startFrameClock(this.#clock, this.#frameMs, () => {
          for (let frames = pacer.framesDue(); frames > 0; frames--) child.stdin!.write(bytesOf(this.#pull()))
        })
        child.once('close', stopTicks)
      },
      (text) => progress.read(text),
    )
    return () => {
      stopTicks()
      return end()
    }
  }
}

/** Parses `Time: 1.234 sec; Latency: 15000 usec.`, which `pacat -v` prints 20 times per second. */
class PacatProgress {
  readonly #told: (playedMs: number, takenMs: number) => void
  #rest = ''
  #playedMs = 0

  /** @param told receives ms played, only when that grew, and ms consumed, both since the start */
  constructor(told: (playedMs: number, takenMs: number) => void) {
    this.#told = told
  }

  read(text: string): void {
    const lines = (this.#rest + text).split('\r')
    this.#rest = lines.pop()!.slice(-MAX_LINE)
    for (const line of lines) {
      const match = /Time: ([\d.]+) sec; Latency: (-?\d+) usec/.exec(line)
      if (!match) continue
      const playedMs = Number(match[1]) * 1000
      if (playedMs <= this.#playedMs) continue
      this.#playedMs = playedMs
      this.#told(playedMs, playedMs + Number(match[2]) / 1000)
    }
  }
}

/** Copies the samples, because the array may be reused before the pipe has taken them. */
function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.slice().buffer)
}

/** Target number of frames queued when one is due: below it one more is written, above it none. */
const LEAST = 0.75
const MOST = 2
/** Frames written before the device reports any progress. */
const FIRST = 2
/** ms for which the device is assumed to continue after its last report. */
const TRUST_MS = 100

/**
 * Decides how many frames to write to a device that accepts any amount and reports now and then how much it has played:
 * usually one per tick, and none or two after clock drift or a stall.
 */
export class PlaybackPacer {
  readonly #clock: Clock
  readonly #frameMs: number
  readonly #spare: number
  #writtenMs = 0
  #takenMs: number | undefined
  #saidAt = 0

  /**
   * @param frameMs duration of a frame in ms
   * @param spare frames to keep queued in addition
   */
  constructor(clock: Clock, frameMs: number, spare = 0) {
    this.#clock = clock
    this.#frameMs = frameMs
    this.#spare = spare
  }

  /** Reports that the device has played `ms` of audio since its start. */
  taken(ms: number): void {
    this.#takenMs = ms
    this.#saidAt = this.#clock.now()
  }

  /** ms of audio written that the device has not reported as played. */
  get waitingMs(): number {
    return this.#takenMs === undefined ? this.#writtenMs : Math.max(0, this.#writtenMs - this.#takenMs)
  }

  /** The number of frames to write now, 0 to 2; they count as written. Call it once per frame. */
  framesDue(): number {
    const frames = this.#decide()
    this.#writtenMs += frames * this.#frameMs
    return frames
  }

  #decide(): number {
    if (this.#takenMs === undefined) return this.#writtenMs < (FIRST + this.#spare) * this.#frameMs ? 1 : 0
    const since = Math.min(this.#clock.now() - this.#saidAt, TRUST_MS)
    const ready = (this.#writtenMs - this.#takenMs - since) / this.#frameMs - this.#spare
    if (ready > MOST) return 0
    return ready < LEAST ? 2 : 1
  }
}
