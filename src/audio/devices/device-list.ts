import { type Clock, systemClock } from '../../lib/clock.ts'
import { cleanLabel } from '../../lib/text.ts'
import type { Device, DeviceKind } from './device.ts'
import { listNaudiodonDevices } from './portaudio/naudiodon-list.ts'
import { listPulseDevices } from './pulse/pulse-list.ts'

/** Enumerates all sound devices. A backend that is missing or does not respond in time contributes none. */
export async function listDevices(clock: Clock = systemClock): Promise<Device[]> {
  const lists = await Promise.all([listNaudiodonDevices(clock).catch(() => []), listPulseDevices()])
  return lists.flat()
}

const NONE: Record<DeviceKind, string> = {
  microphone: 'No microphone. Connect one, or use a file or another program: --mic speech.wav, --mic -',
  speaker: 'No speaker. Connect one, or use a file or none: --speaker heard.wav, --speaker null',
}

/** Formats the devices as a text table: microphones, then speakers. `*` marks the defaults. */
export function formatDevices(devices: Device[]): string {
  return [
    section('Microphones', 'microphone', devices),
    '',
    section('Speakers', 'speaker', devices),
    '',
    '* default of its backend (see id); PortAudio is preferred. Choose another by its id or part of its name.',
  ].join('\n')
}

function section(title: string, kind: DeviceKind, devices: Device[]): string {
  const rows = devices
    .filter((device) => device.kind === kind)
    .map((device) => [
      device.default && !device.monitor ? '*' : ' ',
      cleanLabel(device.id),
      cleanLabel(device.name),
      `${device.defaultRate} Hz`,
      device.monitor ? 'monitor (of a speaker; only if named)' : '',
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
