import { createRequire } from 'node:module'
import { release } from 'node:os'
import { listNaudiodonDevices } from '../../audio/devices/portaudio/naudiodon-list.ts'
import { listPulseDevices } from '../../audio/devices/pulse/pulse-list.ts'
import { cleanLine } from '../../lib/text.ts'
import { version } from '../../lib/version.ts'
import { type TerminalAbilities, terminalAbilities } from '../../tui/terminal/terminal-abilities.ts'
import { configPath } from '../settings/config-file.ts'
import { problemText } from '../settings/resolve-settings.ts'
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

/** Which versions run here: what a report of a mistake should begin with. */
export async function checkVersions(): Promise<Finding[]> {
  const { platform, arch, version: node } = process
  return [{ status: 'fine', text: `parlor ${version}, Node.js ${node}, ${platform} ${release()} ${arch}` }]
}

/** Whether the settings can be read as they are meant. */
export async function checkSettings({ settings }: CheckContext): Promise<Finding[]> {
  const { problems, origins } = settings
  const chosen = Object.values(origins).filter(({ kind }) => kind !== 'default').length
  if (problems.length === 0) {
    const from = `${configPath()}, the environment and the command line`
    return [{ status: 'fine', text: `${chosen} of ${Object.keys(origins).length} chosen, by ${from}` }]
  }
  return problems.map((problem) => ({
    status: 'wrong',
    text: cleanLine(problemText(problem)),
    advice: 'mend it there; until then what is not wrong holds ("chat-client config" shows it)',
  }))
}

/** The least in which the interface has room for everything. */
const COLUMNS = 80
const ROWS = 24

/** What the terminal can show. */
export async function checkTerminal({ settings }: CheckContext): Promise<Finding[]> {
  const { isTTY, columns, rows } = process.stdout
  const output = { isTTY, columns, rows, platform: process.platform }
  return judgeTerminal(terminalAbilities(process.env, output, settings.options.colors))
}

/** What is to be said of these abilities. Pure. */
export function judgeTerminal(abilities: TerminalAbilities): Finding[] {
  const { kind, fullScreen, colors, unicode, columns, rows } = abilities
  if (!fullScreen) {
    return [
      { status: 'note', text: 'the output goes to no terminal that can be drawn on; lines are printed' },
    ]
  }
  const colorText = colors === 'none' ? 'no colours' : `${colors === 'truecolor' ? 'all' : colors} colours`
  const letters = unicode ? 'Unicode' : 'ASCII only'
  const findings: Finding[] = [
    {
      status: 'fine',
      text: `${cleanLine(kind) || 'unnamed'}, ${columns} x ${rows}, ${colorText}, ${letters}`,
    },
  ]
  if (!unicode) {
    const advice = 'choose a locale with UTF-8, for instance: export LANG=C.UTF-8'
    findings.push({ status: 'note', text: 'names in other scripts may not be shown as they are', advice })
  }
  if (columns < COLUMNS || rows < ROWS) {
    const advice = `make it ${COLUMNS} x ${ROWS} or larger, or take --plain`
    findings.push({ status: 'note', text: 'the terminal is small', advice })
  }
  return findings
}
