import type { DeviceKind } from '../../audio/devices/device.ts'
import { listDevices } from '../../audio/devices/device-list.ts'
import type { DeviceState } from '../../audio/devices/device-slot.ts'
import { type Feature, featureNames } from '../../audio/processing/voice-processor.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Choice } from '../../tui/overlay-state.ts'
import {
  HIGHEST_THRESHOLD,
  LOWEST_THRESHOLD,
  type TransmissionMode,
  transmissionModes,
} from '../voice/transmission.ts'
import type { Command, CommandContext } from './meeting-command.ts'
export const talkCommands: readonly Command[] = [
  {
    name: 'mute',
    group: 'Talk',
    keys: ['m'],
    help: 'mute yourself, or unmute',
    run: ({ meeting }) => meeting.setMuted(!meeting.state.muted),
  },
  {
    name: 'deafen',
    group: 'Talk',
    keys: ['d'],
    help: 'hear nobody, or hear again',
    run: ({ meeting }) => meeting.setDeafened(!meeting.state.deafened),
  },
]

const ON_OFF = '[on|off]'

/** dB by which a key changes the threshold. */
const THRESHOLD_STEP = 5

/** Commands for devices and for one's own voice. In the plain interface each tells how things are without an argument. */
export const soundCommands: readonly Command[] = [
  {
    name: 'talk',
    group: 'Talk',
    keys: ['space'],
    help: 'press the push-to-talk key, or let it go',
    run: talk,
  },
  {
    name: 'transmission',
    group: 'Talk',
    argument: '[MODE]',
    keys: ['t'],
    help: `when your voice is sent: ${transmissionModes.join(', ')}`,
    run: transmission,
  },
  {
    name: 'threshold',
    group: 'Talk',
    argument: '[DBFS]',
    help: 'loudness from which your voice is sent',
    run: setThreshold,
  },
  {
    name: 'less-sensitive',
    group: 'Talk',
    keys: [']'],
    screenOnly: true,
    help: 'send only louder voices',
    run: (context) => changeThreshold(context, THRESHOLD_STEP),
  },
  {
    name: 'more-sensitive',
    group: 'Talk',
    keys: ['['],
    screenOnly: true,
    help: 'send softer voices too',
    run: (context) => changeThreshold(context, -THRESHOLD_STEP),
  },
  {
    name: 'noise',
    group: 'Talk',
    argument: ON_OFF,
    keys: ['x'],
    help: 'take noise out of your voice',
    run: (context, on) => processing(context, 'noiseSuppression', on),
  },
  {
    name: 'gain',
    group: 'Talk',
    argument: ON_OFF,
    keys: ['v'],
    help: 'bring your voice to a good loudness',
    run: (context, on) => processing(context, 'automaticGain', on),
  },
  {
    name: 'echo',
    group: 'Talk',
    argument: ON_OFF,
    keys: ['E'],
    help: 'take out what your microphone hears of your speaker',
    run: (context, on) => processing(context, 'echoCancellation', on),
  },
  {
    name: 'devices',
    group: 'Talk',
    keys: ['D'],
    screenOnly: true,
    help: 'choose another microphone or speaker',
    run: chooseDevice,
  },
  {
    name: 'mic',
    group: 'Talk',
    argument: '[DEVICE]',
    help: 'list the microphones, or change to another',
    run: (context, spec) => device(context, 'microphone', spec),
  },
  {
    name: 'speaker',
    group: 'Talk',
    argument: '[DEVICE]',
    help: 'list the speakers, or change to another',
    run: (context, spec) => device(context, 'speaker', spec),
  },
  {
    name: 'tone',
    group: 'Talk',
    keys: ['T'],
    help: 'play two notes to your speaker, for you alone',
    run: ({ meeting }) => meeting.sound.playTestTone(),
  },
]

async function chooseDevice({ meeting: { sound }, screen }: CommandContext): Promise<void> {
  const devices = await listDevices()
  const choices = (kind: DeviceKind, command: string, current: string | null): Choice[] => [
    ...devices
      .filter((one) => one.kind === kind)
      .map(({ id, name, monitor }) => ({
        label: name,
        note: monitor ? `${kind}, hears a speaker` : kind,
        command,
        argument: id,
        current: name === current,
      })),
    { label: `no ${kind}`, note: kind, command, argument: 'null', current: current === 'none' },
  ]
  screen!.choose('Microphones and speakers', [
    ...choices('microphone', 'mic', sound.microphone.name),
    ...choices('speaker', 'speaker', sound.speaker.name),
  ])
}

async function device(
  { meeting, devices, show, complain }: CommandContext,
  kind: DeviceKind,
  spec: string,
): Promise<void> {
  const { sound } = meeting
  if (spec) {
    const used = await (kind === 'microphone' ? sound.useMicrophone(spec) : sound.useSpeaker(spec))
    if (used.ok) devices.chosen(kind, spec)
    else complain(`the ${kind} stays as it was: ${used.refusal}`)
    return
  }
  const state = kind === 'microphone' ? sound.microphone : sound.speaker
  show(stateLine(kind, state))
  for (const { id, name } of (await listDevices()).filter((one) => one.kind === kind)) {
    show(`${name === state.name ? '*' : ' '} ${id}  ${name}`)
  }
}

function stateLine(kind: DeviceKind, { name, problem }: DeviceState): string {
  const label = kind === 'microphone' ? 'Microphone' : 'Speaker'
  if (problem === null) return `${label}: ${name}`
  return name === null ? `${label}: none; ${problem}` : `${label}: ${name}, which does not work: ${problem}`
}

function transmission({ meeting: { sound }, show, complain, screen }: CommandContext, wanted: string): void {
  const mode = wanted
    ? transmissionModes.find((known) => known === wanted)
    : screen && modeAfter(sound.transmission)
  if (mode) sound.transmission = mode
  if (wanted && !mode)
    complain(`there is no mode ${cleanLine(wanted)}; there are ${transmissionModes.join(', ')}`)
  else show(MODE_LINES[sound.transmission])
}

function modeAfter(mode: TransmissionMode): TransmissionMode {
  return transmissionModes[(transmissionModes.indexOf(mode) + 1) % transmissionModes.length]!
}

const MODE_LINES: Record<TransmissionMode, string> = {
  voice: 'Your voice is sent while you speak.',
  'push-to-talk': 'Your voice is sent while you press the key to talk; /talk presses it, and lets it go.',
  open: 'Everything that your microphone hears is sent.',
}

function setThreshold({ meeting: { sound }, show, complain }: CommandContext, wanted: string): void {
  const level = Number(wanted.replace(/\s*dB(FS)?$/i, ''))
  if (wanted && !(level >= LOWEST_THRESHOLD && level <= HIGHEST_THRESHOLD)) {
    complain(`it must be dBFS from ${LOWEST_THRESHOLD} to ${HIGHEST_THRESHOLD}`)
    return
  }
  if (wanted) sound.threshold = level
  show(`Your voice is sent from ${sound.threshold} dBFS on.`)
}

function changeThreshold({ meeting: { sound } }: CommandContext, by: number): void {
  sound.threshold = Math.max(LOWEST_THRESHOLD, Math.min(HIGHEST_THRESHOLD, sound.threshold + by))
}

function talk({ meeting: { sound }, show, complain, screen }: CommandContext): void {
  if (sound.transmission !== 'push-to-talk') {
    complain('/talk is for /transmission push-to-talk')
    return
  }
  sound.talking = !sound.talking
  // The screen shows by its level meter whether one is heard.
  if (!screen) show(sound.talking ? 'You are heard now; /talk ends it.' : 'You are not heard any more.')
}

function processing(
  { meeting, show, complain, screen }: CommandContext,
  feature: Feature,
  wanted: string,
): void {
  const { processing: switches } = meeting.sound
  if (wanted && wanted !== 'on' && wanted !== 'off') {
    complain('it must be on or off')
    return
  }
  if (wanted || screen) switches[feature] = wanted ? wanted === 'on' : !switches[feature]
  const state = `${featureNames[feature]} is ${switches[feature] ? 'on' : 'off'}.`
  show(switches.whyNot(feature) ?? state)
}
