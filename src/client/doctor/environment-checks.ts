import { createRequire } from 'node:module'
import { release } from 'node:os'
import { listNaudiodonDevices } from '../../audio/devices/portaudio/naudiodon-list.ts'
import { listPulseDevices } from '../../audio/devices/pulse/pulse-list.ts'
import { rawStdout } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { version } from '../../lib/version.ts'
import { type TerminalAbilities, terminalAbilities } from '../../tui/terminal/terminal-abilities.ts'
import { configPath } from '../settings/config-file.ts'
import { problemText } from '../settings/resolve-settings.ts'
import type { CheckContext, Finding } from './check.ts'

/** The optional package with WebRTC's voice processing. */
const VOICE_PROCESSING = '@livekit/rtc-ffi-bindings'

/** Checks which optional audio libraries are available. */
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

/** Finding about access to the sound card. @param reason why PortAudio does not work; null if it does. Pure. */
export function judgePortAudio(reason: string | null, devices: number, pulseDevices: number): Finding {
  if (reason === null)
    return {
      status: 'fine',
      text: `PortAudio (naudiodon) works and has ${devices} ${devices === 1 ? 'device' : 'devices'}`,
    }
  if (pulseDevices > 0) {
    return { status: 'note', text: `using the PulseAudio tools; ${reason}` }
  }
  const advice =
    process.platform === 'linux'
      ? 'apt install pulseaudio-utils, or apt install build-essential python3 and npm rebuild naudiodon'
      : 'npm install naudiodon, with a C++ compiler and Python installed'
  return { status: 'wrong', text: `no access to a sound card: ${reason}`, advice }
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

/** Reports the versions, to be quoted in bug reports. */
export async function checkVersions(): Promise<Finding[]> {
  const { platform, arch, version: node } = process
  return [{ status: 'fine', text: `parlor ${version}, Node.js ${node}, ${platform} ${release()} ${arch}` }]
}

/** Checks the config file and the environment for mistakes. */
export async function checkSettings({ settings }: CheckContext): Promise<Finding[]> {
  const { problems, origins } = settings
  const chosen = Object.values(origins).filter(({ kind }) => kind !== 'default').length
  if (problems.length === 0) {
    const from = `${configPath()}, the environment and the command line`
    return [{ status: 'fine', text: `${chosen} of ${Object.keys(origins).length} set, from ${from}` }]
  }
  return problems.map((problem) => ({
    status: 'wrong',
    text: cleanLine(problemText(problem)),
    advice: 'fix it there; the other settings apply ("chat-client config" shows them)',
  }))
}

/** Smallest terminal, in cells, that shows the whole interface. */
const COLUMNS = 80
const ROWS = 24

/** Checks what the terminal supports. */
export async function checkTerminal({ settings }: CheckContext): Promise<Finding[]> {
  const { isTTY, columns, rows } = rawStdout()
  const output = { isTTY, columns, rows, platform: process.platform }
  return judgeTerminal(terminalAbilities(process.env, output, settings.options.colors))
}

/** Findings for the abilities of a terminal. Pure. */
export function judgeTerminal(abilities: TerminalAbilities): Finding[] {
  const { kind, fullScreen, colors, unicode, columns, rows } = abilities
  if (!fullScreen) {
    return [{ status: 'note', text: 'the output is not a full-screen terminal; the plain interface is used' }]
  }
  const colorText = colors === 'none' ? 'no colours' : `${colors === 'truecolor' ? 'all' : colors} colours`
  const letters = unicode ? 'Unicode' : 'ASCII only'
  const findings: Finding[] = [
    { status: 'fine', text: `${cleanLine(kind) || 'unnamed'}, ${columns} x ${rows}, ${colorText}, ${letters}` },
  ]
  if (!unicode) {
    const advice = 'choose a locale with UTF-8, for instance: export LANG=C.UTF-8'
    findings.push({ status: 'note', text: 'names in other scripts may not be displayed correctly', advice })
  }
  if (columns < COLUMNS || rows < ROWS) {
    const advice = `enlarge it to ${COLUMNS} x ${ROWS} or more, or use --plain`
    findings.push({ status: 'note', text: 'the terminal is small', advice })
  }
  return findings
}
