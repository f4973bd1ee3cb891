import type { Clock } from '../../lib/clock.ts'
import { ChildSupervisor, type Life } from '../../lib/process/child-supervisor.ts'
import { compiledProgram, HostChild } from '../../lib/process/host-child.ts'
import type { FromProcessing, ToProcessing } from './processing-messages.ts'
import type { Feature, FeatureSwitches } from './voice-processor.ts'

const HOST = compiledProgram('audio/processing/processing-host')

export interface ProcessingProcessHandlers {
  /** The process is ready: after starting, restarting, or changing features. */
  ready(missing: Partial<Record<Feature, string>>): void
  /** A frame was processed. */
  near(number: number, samples: Int16Array): void
  /** The process ended; nothing is processed until `ready`. */
  gone(): void
  /** The process could not be started, and is not tried again. The message is for the user. */
  refused(message: string): void
  /** The process ended, or could not be restarted. The message is for the user. */
  failed(message: string): void
  /** It works again after `failed`. */
  recovered(): void
}

/** Supervises the voice processing process: restarts it if it ends or hangs. */
export class ProcessingProcess {
  readonly #supervisor: ChildSupervisor<Error>
  readonly #handlers: ProcessingProcessHandlers
  readonly #rate: number
  #wanted: FeatureSwitches
  #child: HostChild<ToProcessing, FromProcessing> | null = null

  /** Starts the process. @param rate sample rate of the frames in Hz */
  constructor(rate: number, clock: Clock, wanted: FeatureSwitches, handlers: ProcessingProcessHandlers) {
    this.#rate = rate
    this.#wanted = wanted
    this.#handlers = handlers
    const report = {
      error: Error,
      stuck: 'it did not respond for some seconds',
      advice: 'Switch it off and on to try again.',
    }
    this.#supervisor = new ChildSupervisor(clock, 'the voice processing', (life) => this.#live(clock, life), report)
    this.#supervisor.listen({
      failed: ({ message }) => handlers.failed(message),
      recovered: () => handlers.recovered(),
    })
    this.#supervisor.open().catch(({ message }: Error) => handlers.refused(message))
  }

  /** Changes the wanted features. */
  set(wanted: FeatureSwitches): void {
    this.#wanted = wanted
    this.#child?.say({ type: 'set', rate: this.#rate, wanted })
  }

  near(number: number, samples: Int16Array): void {
    this.#child?.say({ type: 'near', number, samples })
  }

  far(samples: Int16Array): void {
    this.#child?.say({ type: 'far', samples })
  }

  /** Ends the process; no handler is called afterwards. */
  close(): Promise<void> {
    this.#child = null
    return this.#supervisor.close()
  }

  #live(clock: Clock, life: Life): () => Promise<void> {
    const child: HostChild<ToProcessing, FromProcessing> = new HostChild({
      program: HOST,
      clock,
      heard: (message) => {
        if (this.#child === child) this.#take(message, life)
      },
      died: (reason) => {
        if (this.#child !== child) return
        this.#child = null
        this.#handlers.gone()
        life.died(reason)
      },
    })
    this.#child = child
    this.set(this.#wanted)
    return () => {
      if (this.#child === child) {
        this.#child = null
        this.#handlers.gone()
      }
      return child.end()
    }
  }

  #take(message: FromProcessing, life: Life): void {
    if (message.type === 'failed') {
      life.died(message.reason)
      return
    }
    if (message.type === 'ready') {
      life.ready()
      this.#handlers.ready(message.missing)
    } else if (message.type === 'near') {
      this.#handlers.near(message.number, message.samples)
    }
    life.beat()
  }
}
