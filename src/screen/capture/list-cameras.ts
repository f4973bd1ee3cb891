import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanLabel } from '../../lib/text.ts'
import { readOutput } from './read-output.ts'
import type { Camera } from './source-area.ts'

/** Lists the connected cameras; empty if there are none or they cannot be listed. */
export async function listCameras(): Promise<Camera[]> {
  if (process.platform === 'linux') return linuxCameras('/sys/class/video4linux')
  const list = ['-hide_banner', '-list_devices', 'true']
  if (process.platform === 'darwin') {
    return readAvfoundation(await readOutput('ffmpeg', ['-f', 'avfoundation', ...list, '-i', '']))
  }
  return readDshow(await readOutput('ffmpeg', [...list, '-f', 'dshow', '-i', 'dummy']))
}

/** Lists cameras on Linux. @param folder sysfs folder of the video devices */
export function linuxCameras(folder: string): Camera[] {
  const read = (device: string, file: string) => readFileSync(join(folder, device, file), 'utf8').trim()
  try {
    return (
      readdirSync(folder)
        .filter((device) => /^video\d+$/.test(device))
        // A camera has further devices with metadata only.
        .filter((device) => read(device, 'index') === '0')
        .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
        .map((device, index) => ({ number: index + 1, name: cleanLabel(read(device, 'name')), id: `/dev/${device}` }))
    )
  } catch {
    return []
  }
}

/** Parses ffmpeg's list of AVFoundation devices: `[0] FaceTime HD Camera` below `video devices`. Pure. */
export function readAvfoundation(text: string): Camera[] {
  const video = text.split(/AVFoundation video devices/i)[1]?.split(/AVFoundation audio devices/i)[0] ?? ''
  return [...video.matchAll(/\[(\d+)\] (.+)$/gm)]
    .filter(([, , name = '']) => !/^Capture screen/.test(name))
    .map(([, id = '', name = ''], index) => ({ number: index + 1, name: cleanLabel(name), id }))
}

/** Parses ffmpeg's list of DirectShow devices: `"Integrated Camera" (video)`, or below `DirectShow video devices`. Pure. */
export function readDshow(text: string): Camera[] {
  const video = text.split(/DirectShow audio devices/i)[0]!
  return [...video.matchAll(/\] +"([^"@]+)"(?: \((video|audio|none)\))?/g)]
    .filter(([, , kind]) => kind === undefined || kind === 'video')
    .map(([, name = ''], index) => ({ number: index + 1, name: cleanLabel(name), id: name }))
}
