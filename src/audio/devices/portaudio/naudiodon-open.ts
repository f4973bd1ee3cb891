import { cleanDeviceName } from '../device-name.ts'
import { INT16, type Naudiodon, NO_DEVICE, type PortAudioDevice, type StreamOptions } from './naudiodon.ts'
import type { Direction, PortAudioTarget } from './naudiodon-messages.ts'

/** How a device agreed to be opened. */
export interface Opened<Stream> {
  stream: Stream
  /** Shown to the user. */
  name: string
  rate: number
  channels: number
}

/** The options that say which device is opened, and how. */
type DeviceOptions = Pick<StreamOptions, 'deviceId' | 'sampleRate' | 'channelCount' | 'sampleFormat'>

/**
 * Opens a device at `rate` in mono; where it refuses that, with two channels, and then at its own rate.
 *
 * @param target none: PortAudio's default
 * @param open tries one way; throws where the device refuses
 * @throws Error with the reason of the first refusal
 */
export function openNaudiodon<Stream>(
  naudiodon: Naudiodon,
  direction: Direction,
  rate: number,
  target: PortAudioTarget | undefined,
  open: (options: DeviceOptions) => Stream,
): Opened<Stream> {
  const device = findDevice(naudiodon, direction, target)
  const most = direction === 'in' ? device.maxInputChannels : device.maxOutputChannels
  let refusal: unknown
  for (const sampleRate of new Set([rate, device.defaultSampleRate])) {
    for (const channelCount of most > 1 ? [1, 2] : [1]) {
      try {
        const stream = open({ deviceId: device.id, sampleRate, channelCount, sampleFormat: INT16 })
        return { stream, name: cleanDeviceName(device.name), rate: sampleRate, channels: channelCount }
      } catch (error) {
        refusal ??= error
      }
    }
  }
  throw refusal
}

function findDevice(naudiodon: Naudiodon, direction: Direction, target?: PortAudioTarget): PortAudioDevice {
  const usable = naudiodon
    .getDevices()
    .filter((device) => (direction === 'in' ? device.maxInputChannels : device.maxOutputChannels) > 0)
  if (!target) {
    const { defaultHostAPI, HostAPIs } = naudiodon.getHostAPIs()
    const host = HostAPIs[defaultHostAPI]
    const index = (direction === 'in' ? host?.defaultInput : host?.defaultOutput) ?? NO_DEVICE
    const device = usable.find(({ id }) => id === index)
    if (!device) throw new Error('this machine has none')
    return device
  }
  const sameName = usable.filter((device) => cleanDeviceName(device.name) === target.name)
  const device = sameName.find(({ id }) => id === target.index) ?? sameName[0]
  if (!device) throw new Error('it is not there any more')
  return device
}
