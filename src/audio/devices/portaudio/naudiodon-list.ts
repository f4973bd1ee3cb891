import type { Clock } from '../../../lib/clock.ts'
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
  let cancel = () => {}
  try {
    return await new Promise<Device[]>((resolve, reject) => {
      const fail = (reason: string) => reject(new DeviceError(`no sound through PortAudio: ${reason}.`))
      child = new NaudiodonChild(
        clock,
        (message) => {
          if (message.type === 'devices') resolve(message.devices)
          if (message.type === 'failed') fail(message.reason)
        },
        fail,
      )
      cancel = clock.after(LIMIT_MS, () => fail('the sound system does not answer'))
      child.say({ type: 'list' })
    })
  } finally {
    cancel()
    await child?.end()
  }
}
