import {
  DeviceError,
  type DeviceKind,
  type Microphone,
  type Speaker,
  type SpeakerHandlers,
} from './device.ts'

/** What is known of a microphone or speaker. */
export interface DeviceState {
  /** The device in use, null where there is none. */
  name: string | null
  /** Why no sound flows, for people; null where it does. */
  problem: string | null
}

/** How a device that runs tells of its outages. */
export type DeviceTold = Required<SpeakerHandlers>

export interface DeviceSlotOptions<D> {
  kind: DeviceKind
  /** Opens what `spec` names. @throws DeviceError where it cannot. */
  open(spec: string | undefined): Promise<D>
  /** Starts a device that was opened. What it does is to count only while the slot `holds` it. */
  start(device: D, told: DeviceTold, spec: string | undefined): void
  /** What became of the device: `fine` where sound flows. */
  told(fine: boolean, message: string): void
}

/**
 * The place for the one microphone, or the one speaker. A change opens the new device first, so that the old one goes
 * on where that fails; one change is done with before the next begins.
 */
export class DeviceSlot<D extends Microphone | Speaker> {
  readonly #options: DeviceSlotOptions<D>
  #device: D | null = null
  #problem: string | null = 'it is being opened'
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: DeviceSlotOptions<D>) {
    this.#options = options
  }

  get state(): DeviceState {
    return { name: this.#device?.name ?? null, problem: this.#problem }
  }

  /** Whether this device is the one in use. */
  holds(device: D): boolean {
    return this.#device === device
  }

  /** Opens the first device. What is wrong is told as an event. */
  async open(spec: string | undefined): Promise<void> {
    const wrong = await this.use(spec)
    if (wrong === null || this.#closed || this.#device) return
    this.#problem = wrong
    this.#options.told(false, wrong)
  }

  /** Changes to another device. @returns what is wrong, null where nothing is; then the old one, if any, goes on. */
  use(spec: string | undefined): Promise<string | null> {
    const change = this.#turn.then(() => this.#change(spec))
    this.#turn = change.catch(() => {})
    return change
  }

  /** Gives the device back. One that is just being opened is given back as soon as it is. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#device?.close()
  }

  async #change(spec: string | undefined): Promise<string | null> {
    if (this.#closed) return 'the meeting is over'
    let device: D
    try {
      device = await this.#options.open(spec)
    } catch (error) {
      if (error instanceof DeviceError) return error.message
      throw error
    }
    if (this.#closed) {
      await device.close()
      return 'the meeting is over'
    }
    const old = this.#device
    this.#device = device
    this.#tell(null, device.name)
    const told: DeviceTold = {
      failed: ({ message }) => this.holds(device) && this.#tell(message, message),
      recovered: () => this.holds(device) && this.#tell(null, device.name),
    }
    this.#options.start(device, told, spec)
    await old?.close()
    return null
  }

  #tell(problem: string | null, message: string): void {
    this.#problem = problem
    this.#options.told(problem === null, message)
  }
}
