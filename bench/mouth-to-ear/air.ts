import { appendFile } from 'node:fs/promises'
import { PulseServer } from '../../test/helpers/pulse.ts'
import { startChild } from '../children.ts'
import { RATE } from './clicks.ts'
import { Recording } from './recording.ts'

const RAW = ['--raw', '--format=s16le', `--rate=${RATE}`]

/**
 * The air between two people, who sit back to back: a stereo sink without a card, of a private sound server. What is
 * said at the mouth, its left channel, the talker's microphone hears; what the listener's speaker plays is its right
 * one. One recording holds both, and the distance between them needs no clock but its own.
 */
export class Air {
  readonly #pulse: PulseServer
  /** What a program needs in its environment to find the devices. */
  readonly env: Record<string, string>
  /** The devices by their names in the sound server; PortAudio knows them by the same. */
  readonly microphone = 'talkermic'
  readonly speaker = 'listenerspk'

  private constructor(pulse: PulseServer) {
    this.#pulse = pulse
    this.env = pulse.env
  }

  static async open(): Promise<Air> {
    const pulse = await PulseServer.start()
    const air = new Air(pulse)
    await pulse.pactl('load-module', 'module-null-sink', 'sink_name=air', `rate=${RATE}`, 'channels=2')
    const left = ['channels=1', 'channel_map=mono', 'master_channel_map=front-left', 'remix=no']
    const right = left.with(2, 'master_channel_map=front-right')
    await pulse.pactl('load-module', 'module-remap-sink', 'sink_name=mouth', 'master=air', ...left)
    await pulse.pactl('load-module', 'module-remap-sink', `sink_name=${air.speaker}`, 'master=air', ...right)
    const source = `source_name=${air.microphone}`
    await pulse.pactl('load-module', 'module-remap-source', source, 'master=air.monitor', ...left)
    const names = [air.microphone, air.speaker].map(
      (name) => `pcm.${name} { type pulse device "${name}" hint { show on description "${name}" } }\n`,
    )
    await appendFile(air.env.ALSA_CONFIG_PATH!, `\n${names.join('')}`)
    return air
  }

  /** Begins to record. */
  record(): Recording {
    const args = [...RAW, '--channels=2', '--latency-msec=10', '--device=air.monitor']
    return new Recording(startChild('parec', args, { env: this.#environment(), stdio: ['ignore', 'pipe', 'ignore'] }))
  }

  /** Says something at the mouth; resolves when it has been said. */
  say(samples: Int16Array): Promise<void> {
    const args = [...RAW, '--channels=1', '--device=mouth']
    const child = startChild('pacat', args, { env: this.#environment(), stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin!.end(Buffer.from(samples.buffer))
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', () => resolve())
    })
  }

  close(): Promise<void> {
    return this.#pulse.stop()
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.env }
  }
}
