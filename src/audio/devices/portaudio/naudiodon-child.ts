import type { Life } from '../../../lib/child-supervisor.ts'
import type { Clock } from '../../../lib/clock.ts'
import { compiledProgram, HostChild } from '../../../lib/host-child.ts'
import type { FromHost, ToHost } from './naudiodon-messages.ts'

const HOST = compiledProgram('naudiodon-host.js', import.meta.url)

/** The host process of naudiodon, seen from the client. */
export class NaudiodonChild extends HostChild<ToHost, FromHost> {
  /**
   * @param heard what the host says, from its start on
   * @param died it is gone, by itself or by `end`
   */
  constructor(clock: Clock, heard: (message: FromHost) => void, died: (reason: string) => void) {
    // Each open stream blocks one of the threads.
    super({ program: HOST, clock, heard, died, env: { UV_THREADPOOL_SIZE: '8' } })
  }
}

/**
 * One life of a device in a host process.
 *
 * @param request what to open
 * @param sound takes frames, or answers pulls
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
