import { cleanDeviceName } from '../device-name.ts'
import { INT16, type Naudiodon, NO_DEVICE, type PortAudioDevice, type StreamOptions } from './naudiodon.ts'
import type { Direction, PortAudioTarget } from './naudiodon-messages.ts'

/** An open device and the format it accepted. */
export interface Opened<Stream> {
  stream: Stream
  /** Name for the user. */
  name: string
  rate: number
  channels: number
}

/** The options that select a device and its format. */
type DeviceOptions = Pick<StreamOptions, 'deviceId' | 'sampleRate' | 'channelCount' | 'sampleFormat'>

/**
 * Opens a device at `rate` in mono; if it refuses, in stereo, and then at its native rate.
 *
 * @param target undefined for the default of PortAudio
 * @param open tries one format; throws if the device refuses it
 * @throws Error of the first attempt, if all fail
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
    if (!device) throw new Error('no device found')
    return device
  }
  const sameName = usable.filter((device) => cleanDeviceName(device.name) === target.name)
  const device = sameName.find(({ id }) => id === target.index) ?? sameName[0]
  if (!device) throw new Error('it was disconnected')
  return device
}
