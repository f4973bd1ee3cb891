import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../clock.ts'
import { endChild } from './end-child.ts'
import type { Life } from './lifeline.ts'
import type { FromHost, ToHost } from './naudiodon-messages.ts'

/** The compiled host, also where this file itself runs uncompiled, as in tests. */
const HOST = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/audio/devices/naudiodon-host.js' : './naudiodon-host.js',
  import.meta.url,
)

/** The host process of naudiodon, seen from the client. */
export class NaudiodonChild {
  readonly #child: ChildProcess
  readonly #clock: Clock

  /**
   * @param heard what the host says, from its start on
   * @param died it is gone, by itself or by `end`
   */
  constructor(clock: Clock, heard: (message: FromHost) => void, died: (reason: string) => void) {
    this.#clock = clock
    this.#child = fork(fileURLToPath(HOST), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      // A crash report of the package lands in the working folder, which is the user's.
      cwd: tmpdir(),
      env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
    })
    this.#child.on('message', heard)
    this.#child.on('error', (error) => died(error.message))
    this.#child.on('exit', () => died('its host program ended'))
  }

  say(message: ToHost): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  end(): Promise<void> {
    return endChild(this.#child, this.#clock)
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
