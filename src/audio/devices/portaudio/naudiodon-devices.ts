import type { Device } from '../device-list.ts'
import { cleanDeviceName } from '../device-name.ts'
import type { Naudiodon } from './naudiodon.ts'

/** What PortAudio offers, as devices; one that records and plays is listed as both. */
export function naudiodonDevices(naudiodon: Naudiodon): Device[] {
  const { defaultHostAPI, HostAPIs } = naudiodon.getHostAPIs()
  const { defaultInput, defaultOutput } = HostAPIs[defaultHostAPI] ?? {}
  return naudiodon.getDevices().flatMap((device) => {
    const name = cleanDeviceName(device.name)
    const common = {
      id: `portaudio:${device.id}`,
      name,
      backend: 'portaudio' as const,
      defaultRate: device.defaultSampleRate,
    }
    const devices: Device[] = []
    if (device.maxInputChannels > 0) {
      const monitor = /^monitor of |\.monitor$/i.test(name)
      devices.push({ ...common, kind: 'microphone', default: device.id === defaultInput, monitor })
    }
    if (device.maxOutputChannels > 0) {
      devices.push({ ...common, kind: 'speaker', default: device.id === defaultOutput, monitor: false })
    }
    return devices
  })
}
