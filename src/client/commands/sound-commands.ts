import type { DeviceKind } from '../../audio/devices/device.ts'
import { listDevices } from '../../audio/devices/device-list.ts'
import type { DeviceState } from '../../audio/devices/device-slot.ts'
import {
  HIGHEST_THRESHOLD,
  LOWEST_THRESHOLD,
  type TransmissionMode,
  transmissionModes,
} from '../../audio/processing/transmission.ts'
import { type Feature, featureNames } from '../../audio/processing/voice-processor.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Choice } from '../../tui/overlay-state.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
export const talkCommands: readonly Command[] = [
  {
    name: 'mute',
    group: 'Talk',
    keys: ['m'],
    help: 'mute or unmute yourself',
    run: ({ meeting }) => meeting.self.setMuted(!meeting.state.muted),
  },
  {
    name: 'deafen',
    group: 'Talk',
    keys: ['d'],
    help: 'deafen yourself, or hear again',
    run: ({ meeting }) => meeting.self.setDeafened(!meeting.state.deafened),
  },
  {
    name: 'hand',
    group: 'Talk',
    help: 'raise your hand to ask to speak, or lower it',
    refusal: needsRoom,
    run: ({ meeting }) => {
      const { users, self } = meeting.state
      return meeting.self.raiseHand(!users.find(({ id }) => id === self.id)?.hand)
    },
  },
]

const ON_OFF = '[on|off]'

/** dB by which a key changes the threshold. */
const THRESHOLD_STEP = 5

/** Commands for devices and the user's own voice. In the plain interface, each shows its state without an argument. */
export const soundCommands: readonly Command[] = [
  { name: 'talk', group: 'Talk', keys: ['space'], help: 'push to talk: start or stop sending your voice', run: talk },
  {
    name: 'transmission',
    group: 'Talk',
    argument: '[MODE]',
    keys: ['t'],
    help: `when your voice is sent: ${transmissionModes.join(', ')}`,
    run: transmission,
  },
  { name: 'threshold', group: 'Talk', argument: '[DBFS]', help: 'voice-activation threshold', run: setThreshold },
  {
    name: 'less-sensitive',
    group: 'Talk',
    keys: [']'],
    screenOnly: true,
    help: 'raise the threshold: send only louder sound',
    run: (context) => changeThreshold(context, THRESHOLD_STEP),
  },
  {
    name: 'more-sensitive',
    group: 'Talk',
    keys: ['['],
    screenOnly: true,
    help: 'lower the threshold: send softer sound too',
    run: (context) => changeThreshold(context, -THRESHOLD_STEP),
  },
  {
    name: 'noise',
    group: 'Talk',
    argument: ON_OFF,
    keys: ['x'],
    help: 'noise suppression',
    run: (context, on) => processing(context, 'noiseSuppression', on),
  },
  {
    name: 'gain',
    group: 'Talk',
    argument: ON_OFF,
    keys: ['v'],
    help: 'automatic gain',
    run: (context, on) => processing(context, 'automaticGain', on),
  },
  {
    name: 'echo',
    group: 'Talk',
    argument: ON_OFF,
    keys: ['E'],
    help: 'echo cancellation',
    run: (context, on) => processing(context, 'echoCancellation', on),
  },
  {
    name: 'devices',
    group: 'Talk',
    keys: ['D'],
    screenOnly: true,
    help: 'choose microphone and speaker',
    run: chooseDevice,
  },
  {
    name: 'mic',
    group: 'Talk',
    argument: '[DEVICE]',
    help: 'list microphones, or switch to one',
    run: (context, spec) => device(context, 'microphone', spec),
  },
  {
    name: 'speaker',
    group: 'Talk',
    argument: '[DEVICE]',
    help: 'list speakers, or switch to one',
    run: (context, spec) => device(context, 'speaker', spec),
  },
  {
    name: 'tone',
    group: 'Talk',
    keys: ['T'],
    help: 'play a test tone on your speaker; others do not hear it',
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
        note: monitor ? `${kind}, monitors a speaker` : kind,
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
    else complain(`the ${kind} was not changed: ${used.refusal}`)
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
  return name === null ? `${label}: none; ${problem}` : `${label}: ${name}, not working: ${problem}`
}

function transmission({ meeting: { sound }, show, complain, screen }: CommandContext, wanted: string): void {
  const mode = wanted ? transmissionModes.find((known) => known === wanted) : screen && modeAfter(sound.transmission)
  if (mode) sound.transmission = mode
  if (wanted && !mode) complain(`unknown mode ${cleanLine(wanted)}; modes: ${transmissionModes.join(', ')}`)
  else show(MODE_LINES[sound.transmission])
}

function modeAfter(mode: TransmissionMode): TransmissionMode {
  return transmissionModes[(transmissionModes.indexOf(mode) + 1) % transmissionModes.length]!
}

const MODE_LINES: Record<TransmissionMode, string> = {
  voice: 'Your voice is sent while you speak.',
  'push-to-talk': 'Your voice is sent after /talk or its key, until you use it again.',
  open: 'Everything your microphone picks up is sent.',
}

function setThreshold({ meeting: { sound }, show, complain }: CommandContext, wanted: string): void {
  const level = Number(wanted.replace(/\s*dB(FS)?$/i, ''))
  if (wanted && !(level >= LOWEST_THRESHOLD && level <= HIGHEST_THRESHOLD)) {
    complain(`the threshold must be ${LOWEST_THRESHOLD} to ${HIGHEST_THRESHOLD} dBFS`)
    return
  }
  if (wanted) sound.threshold = level
  show(`Your voice is sent above ${sound.threshold} dBFS.`)
}

function changeThreshold({ meeting: { sound } }: CommandContext, by: number): void {
  sound.threshold = Math.max(LOWEST_THRESHOLD, Math.min(HIGHEST_THRESHOLD, sound.threshold + by))
}

function talk({ meeting: { sound }, show, complain, screen }: CommandContext): void {
  if (sound.transmission !== 'push-to-talk') {
    complain('/talk works only with /transmission push-to-talk')
    return
  }
  sound.talking = !sound.talking
  // In the full-screen interface the level meter shows it.
  if (!screen) show(sound.talking ? 'Talking; /talk stops.' : 'Stopped talking.')
}

function processing({ meeting, show, complain, screen }: CommandContext, feature: Feature, wanted: string): void {
  const { processing: switches } = meeting.sound
  if (wanted && wanted !== 'on' && wanted !== 'off') {
    complain('the argument must be on or off')
    return
  }
  if (wanted || screen) switches[feature] = wanted ? wanted === 'on' : !switches[feature]
  const state = `${featureNames[feature]} is ${switches[feature] ? 'on' : 'off'}.`
  show(switches.whyNot(feature) ?? state)
}
