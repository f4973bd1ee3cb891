import { createRequire } from 'node:module'
import type { Readable, Writable } from 'node:stream'
import type { Device } from '../device.ts'
import { cleanDeviceName } from '../device-name.ts'

/** `paNoDevice` (-1) of PortAudio, as an unsigned number. */
export const NO_DEVICE = 4294967295

/** The sample format for 16-bit integers; the default of the package, 8 bits, plays silence. */
export const INT16 = 16

/** The used part of the package `naudiodon`, whose own types are incomplete. */
export interface Naudiodon {
  getDevices(): PortAudioDevice[]
  getHostAPIs(): { defaultHostAPI: number; HostAPIs: { defaultInput: number; defaultOutput: number }[] }
  /** Opens the device or throws. Called without `new`. */
  AudioIO(options: { inOptions: StreamOptions }): Readable & { start(): void }
  AudioIO(options: { outOptions: StreamOptions }): Writable & { start(): void }
}

export interface PortAudioDevice {
  id: number
  name: string
  maxInputChannels: number
  maxOutputChannels: number
  defaultSampleRate: number
  hostAPIName: string
}

export interface StreamOptions {
  deviceId: number
  sampleRate: number
  channelCount: number
  sampleFormat: typeof INT16
  /** Samples per channel in a block of the device; 0 lets PortAudio choose. */
  framesPerBuffer: number
  /** Blocks queued inside the package. */
  maxQueue: number
  /** Bytes that the stream reads or buffers at once. */
  highwaterMark: number
  /** Whether an overrun ends the stream. */
  closeOnError: boolean
}

/**
 * Loads `naudiodon`, or else `naudiodon2`, a fork with a library for Apple silicon. Use it in the host process only: it
 * prints to stdout, and each open stream blocks a thread.
 *
 * @throws Error with the reason, if neither can be loaded
 */
export function loadNaudiodon(): Naudiodon {
  const require = createRequire(import.meta.url)
  let reason = 'the npm package naudiodon is not installed (npm install naudiodon; it needs a C++ compiler)'
  for (const name of ['naudiodon', 'naudiodon2']) {
    try {
      return require(name) as Naudiodon
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'MODULE_NOT_FOUND') reason = `${name} cannot be loaded (${message.split('\n')[0]})`
    }
  }
  throw new Error(reason)
}

/** The devices of PortAudio. A device with inputs and outputs is listed as a microphone and as a speaker. */
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
