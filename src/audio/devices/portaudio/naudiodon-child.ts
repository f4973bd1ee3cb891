import type { Clock } from '../../../lib/clock.ts'
import type { Life } from '../../../lib/process/child-supervisor.ts'
import { compiledProgram, HostChild } from '../../../lib/process/host-child.ts'
import type { FromHost, ToHost } from './naudiodon-messages.ts'

const HOST = compiledProgram('audio/devices/portaudio/naudiodon-host')

/** The client side of the host process of naudiodon. */
export class NaudiodonChild extends HostChild<ToHost, FromHost> {
  /**
   * @param heard receives the messages of the host
   * @param died called when the host has ended, by itself or by `end`
   */
  constructor(clock: Clock, heard: (message: FromHost) => void, died: (reason: string) => void) {
    // Each open stream blocks a thread of the pool.
    super({ program: HOST, clock, heard, died, env: { UV_THREADPOOL_SIZE: '8' } })
  }
}

/**
 * Runs a device in a host process, until it ends.
 *
 * @param request the device to open
 * @param sound receives frames, or answers pulls
 */
export function liveInHost(
  clock: Clock,
  life: Life,
  request: Extract<ToHost, { type: 'open' }>,
  sound: (message: FromHost, child: NaudiodonChild) => void,
): () => Promise<void> {
  const child = new NaudiodonChild(
    clock,
    (message) => {
      if (message.type === 'opened') life.ready()
      else if (message.type === 'failed') return life.died(message.reason)
      else life.beat()
      sound(message, child)
    },
    life.died,
  )
  child.say(request)
  return () => child.end()
}
