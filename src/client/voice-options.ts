import { InvalidArgumentError, Option } from 'commander'
import type { VoiceOptions } from './sound.ts'
import {
  DEFAULT_THRESHOLD,
  HIGHEST_THRESHOLD,
  LOWEST_THRESHOLD,
  type TransmissionMode,
  transmissionModes,
} from './transmission.ts'

/** What the command line says of one's own voice; undefined leaves it to the client. */
export interface VoiceFlags {
  noiseSuppression?: boolean
  autoGain?: boolean
  echoCancellation?: boolean
  transmission?: TransmissionMode
  threshold?: number
}

/** The options of the command line for one's own voice. */
export function voiceFlags(): Option[] {
  return [
    new Option('--noise-suppression <on|off>', 'take noise out of your voice (default: on for a microphone)'),
    new Option('--auto-gain <on|off>', 'bring your voice to a good loudness (default: on for a microphone)'),
    new Option('--echo-cancellation <on|off>', 'take out what your microphone hears of your speaker'),
  ]
    .map((option) => option.argParser(onOrOff))
    .concat(
      new Option('--transmission <mode>', 'when your voice is sent (default: voice)').choices(
        transmissionModes,
      ),
      new Option(
        '--threshold <dBFS>',
        `loudness from which your voice is sent (default: ${DEFAULT_THRESHOLD})`,
      ).argParser(threshold),
    )
}

/** The same as the sound takes it. */
export function voiceOptions(flags: VoiceFlags): VoiceOptions {
  const { noiseSuppression, autoGain, echoCancellation, transmission, threshold } = flags
  return {
    ...(noiseSuppression !== undefined && { noiseSuppression }),
    ...(autoGain !== undefined && { automaticGain: autoGain }),
    ...(echoCancellation !== undefined && { echoCancellation }),
    ...(transmission !== undefined && { transmission }),
    ...(threshold !== undefined && { threshold }),
  }
}

/** Whether a word says on. @throws InvalidArgumentError where it says neither. */
export function onOrOff(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('It must be on or off.')
  return text === 'on'
}

/** A threshold in dBFS. @throws InvalidArgumentError where it is none. */
export function threshold(text: string): number {
  const level = Number(text)
  if (!/^-?\d+(\.\d+)?$/.test(text) || level < LOWEST_THRESHOLD || level > HIGHEST_THRESHOLD) {
    throw new InvalidArgumentError(`It must be dBFS from ${LOWEST_THRESHOLD} to ${HIGHEST_THRESHOLD}.`)
  }
  return level
}
