import type { DeviceKind } from '../audio/devices/device-list.ts'
import { listDevices } from '../audio/devices/device-list.ts'
import { type Feature, featureNames } from '../audio/processing/voice-processor.ts'
import type { Command, CommandContext } from './commands.ts'
import type { DeviceState } from './device-slot.ts'
import { type TransmissionMode, transmissionModes } from './transmission.ts'
import { onOrOff, threshold } from './voice-options.ts'

const ON_OFF = '[on|off]'

/** Commands for devices and for one's own voice. Without an argument each tells how things are. */
export const soundCommands: readonly Command[] = [
  {
    name: 'mic',
    argument: '[DEVICE]',
    help: 'list the microphones, or change to another',
    run: (context, spec) => device(context, 'microphone', spec),
  },
  {
    name: 'speaker',
    argument: '[DEVICE]',
    help: 'list the speakers, or change to another',
    run: (context, spec) => device(context, 'speaker', spec),
  },
  {
    name: 'tone',
    help: 'play two notes to your speaker, for you alone',
    run: ({ meeting }) => meeting.sound.playTestTone(),
  },
  {
    name: 'transmission',
    argument: '[MODE]',
    help: `when your voice is sent: ${transmissionModes.join(', ')}`,
    run: transmission,
  },
  {
    name: 'threshold',
    argument: '[DBFS]',
    help: 'loudness from which your voice is sent',
    run: setThreshold,
  },
  { name: 'talk', help: 'press the push-to-talk key, or let it go', run: talk },
  {
    name: 'noise',
    argument: ON_OFF,
    help: 'take noise out of your voice',
    run: (context, on) => processing(context, 'noiseSuppression', on),
  },
  {
    name: 'gain',
    argument: ON_OFF,
    help: 'bring your voice to a good loudness',
    run: (context, on) => processing(context, 'automaticGain', on),
  },
  {
    name: 'echo',
    argument: ON_OFF,
    help: 'take out what your microphone hears of your speaker',
    run: (context, on) => processing(context, 'echoCancellation', on),
  },
]

async function device(
  { meeting, show, complain }: CommandContext,
  kind: DeviceKind,
  spec: string,
): Promise<void> {
  const { sound } = meeting
  if (spec) {
    const wrong = await (kind === 'microphone' ? sound.useMicrophone(spec) : sound.useSpeaker(spec))
    if (wrong) complain(`the ${kind} stays as it was: ${wrong}`)
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

function transmission({ meeting: { sound }, show, complain }: CommandContext, wanted: string): void {
  const mode = transmissionModes.find((known) => known === wanted)
  if (wanted && !mode) {
    complain(`there is no mode ${wanted}; there are ${transmissionModes.join(', ')}`)
    return
  }
  if (mode) sound.transmission = mode
  show(MODE_LINES[sound.transmission])
}

const MODE_LINES: Record<TransmissionMode, string> = {
  voice: 'Your voice is sent while you speak.',
  'push-to-talk': 'Your voice is sent while you press the key to talk; /talk presses it, and lets it go.',
  open: 'Everything that your microphone hears is sent.',
}

function setThreshold({ meeting: { sound }, show, complain }: CommandContext, wanted: string): void {
  try {
    if (wanted) sound.threshold = threshold(wanted)
  } catch (error) {
    complain((error as Error).message)
    return
  }
  show(`Your voice is sent from ${sound.threshold} dBFS on.`)
}

function talk({ meeting: { sound }, show, complain }: CommandContext): void {
  if (sound.transmission !== 'push-to-talk') {
    complain('/talk is for /transmission push-to-talk')
    return
  }
  sound.talking = !sound.talking
  show(sound.talking ? 'You are heard now; /talk ends it.' : 'You are not heard any more.')
}

function processing({ meeting, show, complain }: CommandContext, feature: Feature, on: string): void {
  const { processing } = meeting.sound
  try {
    if (on) processing[feature] = onOrOff(on)
  } catch (error) {
    complain((error as Error).message)
    return
  }
  const state = `${featureNames[feature]} is ${processing[feature] ? 'on' : 'off'}.`
  show(processing.whyNot(feature) ?? state)
}
