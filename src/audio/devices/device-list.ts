import { type Clock, systemClock } from '../../lib/clock.ts'
import type { Device, DeviceKind } from './device.ts'
import { listNaudiodonDevices } from './portaudio/naudiodon-list.ts'
import { listPulseDevices } from './pulse/pulse-list.ts'

/** All sound devices, enumerated anew; a backend that is not there, or does not answer in time, has none. */
export async function listDevices(clock: Clock = systemClock): Promise<Device[]> {
  const lists = await Promise.all([listNaudiodonDevices(clock).catch(() => []), listPulseDevices()])
  return lists.flat()
}

const NONE: Record<DeviceKind, string> = {
  microphone: 'No microphone. Plug one in, or take a file or another program: --mic speech.wav, --mic -',
  speaker: 'No speaker. Plug one in, or take a file or nothing: --speaker heard.wav, --speaker null',
}

/** The devices as a plain text table: microphones, then speakers; `*` marks the defaults. */
export function formatDevices(devices: Device[]): string {
  return [
    section('Microphones', 'microphone', devices),
    '',
    section('Speakers', 'speaker', devices),
    '',
    '* the default of its backend (id); PortAudio comes first. Choose another by its id or a part of its name.',
  ].join('\n')
}

function section(title: string, kind: DeviceKind, devices: Device[]): string {
  const rows = devices
    .filter((device) => device.kind === kind)
    .map((device) => [
      device.default && !device.monitor ? '*' : ' ',
      device.id,
      device.name,
      `${device.defaultRate} Hz`,
      device.monitor ? 'monitor (hears a speaker; only if named)' : '',
    ])
  const lines = align(rows)
  if (devices.every((device) => device.kind !== kind || device.monitor)) lines.push(`  ${NONE[kind]}`)
  return [title, ...lines].join('\n')
}

function align(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
