import type { Clock } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/timeout.ts'
import { type Device, DeviceError } from '../device.ts'
import { NaudiodonChild } from './naudiodon-child.ts'

/** ms after which a sound system that does not respond counts as absent. A busy machine takes seconds to start the process. */
const LIMIT_MS = 15_000

/**
 * Lists the devices of PortAudio in a new process, because PortAudio enumerates them only once per process.
 *
 * @throws DeviceError if naudiodon is missing or does not respond
 */
export async function listNaudiodonDevices(clock: Clock): Promise<Device[]> {
  let child: NaudiodonChild | undefined
  const failure = (reason: string) => new DeviceError(`PortAudio is not available: ${reason}.`)
  const devices = new Promise<Device[]>((resolve, reject) => {
    const died = (reason: string) => reject(failure(reason))
    child = new NaudiodonChild(
      clock,
      (message) => {
        if (message.type === 'devices') resolve(message.devices)
        if (message.type === 'failed') died(message.reason)
      },
      died,
    )
    child.say({ type: 'list' })
  })
  try {
    return await withTimeout(clock, LIMIT_MS, devices, () => {
      throw failure('the sound system does not respond')
    })
  } finally {
    await child?.end()
  }
}
