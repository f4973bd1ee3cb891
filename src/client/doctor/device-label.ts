import type { DeviceKind } from '../../audio/devices/device.ts'
import { listDevices } from '../../audio/devices/device-list.ts'
import type { Clock } from '../../lib/clock.ts'

/** The name of an opened device; `default` is followed by the name of the device behind it. */
export async function deviceLabel(name: string, kind: DeviceKind, clock: Clock): Promise<string> {
  if (name !== 'default') return name
  const devices = await listDevices(clock)
  const behind = devices.find((device) => device.kind === kind && device.default && device.name !== name)
  return behind ? `${name} (${behind.name})` : name
}
