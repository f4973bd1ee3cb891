import type { Device, DeviceKind } from '../device.ts'
import { cleanDeviceName } from '../device-name.ts'
import { pactl } from './pulse-command.ts'

/** Lists the devices of the sound server (PulseAudio, or PipeWire in its place); empty if none is running. */
export async function listPulseDevices(): Promise<Device[]> {
  if (process.platform !== 'linux') return []
  const info = await pactl('info')
  if (info === undefined) return []
  const [sources, sinks] = await Promise.all([pactl('list', 'sources'), pactl('list', 'sinks')])
  return [
    ...parsePulseList(sources ?? '', 'microphone', fieldOf(info, 'Default Source')),
    ...parsePulseList(sinks ?? '', 'speaker', fieldOf(info, 'Default Sink')),
  ]
}

/** Parses the output of `pactl list sources` or `pactl list sinks` in the C locale, which is the same in all versions. */
export function parsePulseList(text: string, kind: DeviceKind, defaultName: string | undefined): Device[] {
  const entries = text.split(/^(?:Source|Sink) #\d+$/m).slice(1)
  return entries.flatMap((entry) => {
    const name = fieldOf(entry, 'Name')
    if (name === undefined) return []
    return {
      id: `pulse:${name}`,
      name: cleanDeviceName(fieldOf(entry, 'Description') ?? name),
      kind,
      backend: 'pulse',
      default: name === defaultName,
      monitor: kind === 'microphone' && isMonitor(name),
      defaultRate: Number(/ (\d+)Hz/.exec(fieldOf(entry, 'Sample Specification') ?? '')?.[1] ?? 0),
    } satisfies Device
  })
}

/** Whether a source of this name is the monitor of a sink. */
export function isMonitor(sourceName: string): boolean {
  return sourceName.endsWith('.monitor')
}

/** The value of the first line `key: value`; undefined if there is none. */
export function fieldOf(text: string, key: string): string | undefined {
  return new RegExp(`^[ \\t]*${key}: (.*)$`, 'm').exec(text)?.[1]
}
