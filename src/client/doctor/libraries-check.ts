import { createRequire } from 'node:module'
import { listNaudiodonDevices } from '../../audio/devices/portaudio/naudiodon-list.ts'
import { listPulseDevices } from '../../audio/devices/pulse/pulse-list.ts'
import type { CheckContext, Finding } from './check.ts'

/** WebRTC's processing of voice, an optional package. */
const VOICE_PROCESSING = '@livekit/rtc-ffi-bindings'

/** Which of the optional ways to sound are there. */
export async function checkLibraries({ clock }: CheckContext): Promise<Finding[]> {
  const [portAudio, pulse] = await Promise.all([
    listNaudiodonDevices(clock).then(
      (devices) => ({ devices: devices.length, reason: null }),
      (error: Error) => ({ devices: 0, reason: error.message }),
    ),
    listPulseDevices(),
  ])
  return [judgePortAudio(portAudio.reason, portAudio.devices, pulse.length), processing()]
}

/** What is to be said of the ways to a sound card. Pure. */
export function judgePortAudio(reason: string | null, devices: number, pulseDevices: number): Finding {
  if (reason === null)
    return {
      status: 'fine',
      text: `PortAudio (naudiodon) works and has ${devices} ${devices === 1 ? 'device' : 'devices'}`,
    }
  if (pulseDevices > 0) {
    return { status: 'note', text: `PulseAudio's tools are used; ${reason}` }
  }
  const advice =
    process.platform === 'linux'
      ? 'apt install pulseaudio-utils, or apt install build-essential python3 and npm rebuild naudiodon'
      : 'npm install naudiodon, with a C++ compiler and Python installed'
  return { status: 'wrong', text: `no way to a sound card: ${reason}`, advice }
}

function processing(): Finding {
  try {
    createRequire(import.meta.url).resolve(VOICE_PROCESSING)
    return { status: 'fine', text: `WebRTC's voice processing (${VOICE_PROCESSING}) is installed` }
  } catch {
    const advice = `npm install ${VOICE_PROCESSING}`
    return { status: 'note', text: "WebRTC's voice processing is not installed", advice }
  }
}
