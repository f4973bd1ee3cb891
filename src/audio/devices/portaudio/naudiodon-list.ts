import type { Clock } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/timeout.ts'
import { type Device, DeviceError } from '../device.ts'
import { NaudiodonChild } from './naudiodon-child.ts'

/** A sound system that does not answer for so long counts as absent. */
const LIMIT_MS = 5000

/**
 * PortAudio's devices, enumerated in a fresh process: the list of an older one is stale.
 *
 * @throws DeviceError where naudiodon is not there or does not answer
 */
export async function listNaudiodonDevices(clock: Clock): Promise<Device[]> {
  let child: NaudiodonChild | undefined
  const failure = (reason: string) => new DeviceError(`no sound through PortAudio: ${reason}.`)
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
      throw failure('the sound system does not answer')
    })
  } finally {
    await child?.end()
  }
}
