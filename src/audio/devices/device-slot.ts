import { ok, type Result, refused } from '../../lib/result.ts'
import { DeviceError, type DeviceKind, type Microphone, type Speaker, type SpeakerHandlers } from './device.ts'

/** The state of a microphone or speaker. */
export interface DeviceState {
  /** Name of the device in use; null if there is none. */
  name: string | null
  /** Why the device does not work, for the user; null if it works. */
  problem: string | null
}

/** The handlers for outages of a running device. */
export type DeviceTold = Required<SpeakerHandlers>

export interface DeviceSlotOptions<D> {
  kind: DeviceKind
  /** Opens the device given by `spec`. @throws DeviceError if it cannot be opened */
  open(spec: string | undefined): Promise<D>
  /** Starts an open device. Ignore its events unless the slot `holds` it. */
  start(device: D, told: DeviceTold, spec: string | undefined): void
  /** Receives changes of the state; `fine` if the device works. */
  told(fine: boolean, message: string): void
}

/**
 * Holds the current microphone or speaker. A change opens the new device first, so that the old one continues if that
 * fails. Changes are processed one after the other.
 */
export class DeviceSlot<D extends Microphone | Speaker> {
  readonly #options: DeviceSlotOptions<D>
  #device: D | null = null
  #problem: string | null = 'opening'
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

  /** Opens the first device. Errors are reported through the handler. */
  async open(spec: string | undefined): Promise<void> {
    const opened = await this.use(spec)
    if (opened.ok || this.#closed || this.#device) return
    this.#problem = opened.refusal
    this.#options.told(false, opened.refusal)
  }

  /** Changes to another device. Refused with an error message; the old device, if any, then stays in use. */
  use(spec: string | undefined): Promise<Result<undefined>> {
    const change = this.#turn.then(() => this.#change(spec))
    this.#turn = change.catch(() => {})
    return change
  }

  /** Closes the device. One that is being opened is closed as soon as it is open. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#device?.close()
  }

  async #change(spec: string | undefined): Promise<Result<undefined>> {
    if (this.#closed) return refused('the meeting is over')
    let device: D
    try {
      device = await this.#options.open(spec)
    } catch (error) {
      if (error instanceof DeviceError) return refused(error.message)
      throw error
    }
    if (this.#closed) {
      await device.close()
      return refused('the meeting is over')
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
    return ok(undefined)
  }

  #tell(problem: string | null, message: string): void {
    this.#problem = problem
    this.#options.told(problem === null, message)
  }
}
