import type { Meeting } from '../meeting/meeting.ts'
import type { Sample, VoiceMode } from './ui-events.ts'

/** What the status bar shows of a meeting's sound and connection, since the last look. */
export function sampleOf({ sound, quality }: Meeting): Sample {
  const { microphone, processed, speaker } = sound.levels()
  const { underruns, dropped } = sound.stats
  return {
    microphone,
    sent: processed,
    speaker,
    sending: sound.sending,
    roundTrip: quality.roundTrip,
    dropped: quality.droppedVoice + underruns + dropped,
    recorded: sound.recorder?.takePeak() ?? null,
  }
}

/** How one's voice is sent, in words for the status bar. */
export function voiceModeOf({ sound }: Meeting): VoiceMode {
  const { noiseSuppression, automaticGain, echoCancellation } = sound.processing
  return {
    transmission: sound.transmission,
    threshold: sound.threshold,
    processing: [
      ...(noiseSuppression ? ['noise'] : []),
      ...(automaticGain ? ['gain'] : []),
      ...(echoCancellation ? ['echo'] : []),
    ],
  }
}
