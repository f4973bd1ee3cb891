import { ChildSupervisor, type Life } from '../../../lib/child-supervisor.ts'
import type { Clock } from '../../../lib/clock.ts'
import { type AudioFormat, frameLength } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import {
  DEVICE_FAILURES,
  type Device,
  type DeviceError,
  localId,
  type Speaker,
  type SpeakerHandlers,
} from '../device.ts'
import { liveInProgram, streamArguments } from './pulse-command.ts'

/** Longest line of `pacat -v`, of which a part may come first. */
const MAX_LINE = 200

/**
 * A speaker by PulseAudio's own program `pacat`. Its pipe takes hundreds of ms without a word, so frames are
 * written by our clock, and by what `pacat -v` says of the sound it has passed on. Until it is started it plays silence.
 */
export class PulseSpeaker implements Speaker {
  readonly name: string
  readonly #clock: Clock
  readonly #frameMs: number
  readonly #supervisor: ChildSupervisor<DeviceError>
  readonly #arguments: string[]
  #pull: () => Int16Array
  /** ms written and not taken, and ms that the server says it holds. */
  #waiting = (): number => 0
  #serverMs = 0

  private constructor(format: AudioFormat, clock: Clock, device?: Device) {
    this.name = device?.name ?? 'default'
    this.#clock = clock
    this.#frameMs = format.frameMs
    this.#arguments = ['--verbose', ...streamArguments(format, device && localId(device), 'speaker')]
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
   * @param device none: the sound server's default, also when that changes
   * @throws DeviceError
   */
  static async open(format: AudioFormat, clock: Clock, device?: Device): Promise<PulseSpeaker> {
    const speaker = new PulseSpeaker(format, clock, device)
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
    const pacer = new PlaybackPacer(this.#clock, this.#frameMs)
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

/** Reads `Time: 1.234 sec; Latency: 15000 usec.`, which `pacat -v` says 20 times a second. */
class PacatProgress {
  readonly #told: (playedMs: number, takenMs: number) => void
  #rest = ''
  #playedMs = 0

  /** @param told is handed what was played, only where that grew, and what was taken, both since the start */
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

/** A copy, as the array may be used again before the pipe has taken it. */
function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.slice().buffer)
}

/** Sound, in frames, that should lie ready when one is due: below it one more is wanted, above it none. */
const LEAST = 0.75
const MOST = 2
/** Frames written before the device says anything. */
const FIRST = 2
/** How long the device may be thought to go on after it last said how far it is. */
const TRUST_MS = 100

/**
 * Decides how many frames to write to a device that takes whatever it is given, and tells now and then how much
 * it has really used: mostly one a tick, none or two where the two clocks drifted apart or either stood still.
 */
export class PlaybackPacer {
  readonly #clock: Clock
  readonly #frameMs: number
  #writtenMs = 0
  #takenMs: number | undefined
  #saidAt = 0

  /** @param frameMs ms of sound in a frame. */
  constructor(clock: Clock, frameMs: number) {
    this.#clock = clock
    this.#frameMs = frameMs
  }

  /** The device says that it has taken `ms` of sound since its start. */
  taken(ms: number): void {
    this.#takenMs = ms
    this.#saidAt = this.#clock.now()
  }

  /** ms of sound that were written and that the device is not known to have taken. */
  get waitingMs(): number {
    return this.#takenMs === undefined ? this.#writtenMs : Math.max(0, this.#writtenMs - this.#takenMs)
  }

  /** Frames to write now, 0 to 2; they count as written. Asked once a frame. */
  framesDue(): number {
    const frames = this.#decide()
    this.#writtenMs += frames * this.#frameMs
    return frames
  }

  #decide(): number {
    if (this.#takenMs === undefined) return this.#writtenMs < FIRST * this.#frameMs ? 1 : 0
    const since = Math.min(this.#clock.now() - this.#saidAt, TRUST_MS)
    const ready = (this.#writtenMs - this.#takenMs - since) / this.#frameMs
    if (ready > MOST) return 0
    return ready < LEAST ? 2 : 1
  }
}
