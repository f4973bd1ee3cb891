import { METER_FLOOR } from '../../tui/view/meter.ts'
import type { Meeting } from '../meeting/meeting.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import { elapsedOf } from './on-meeting.ts'
import type { Sample, UiState, VoiceMode } from './state.ts'
import type { UiEvent } from './ui-events.ts'

/** Looks that a wave shows; more than the widest status bar. */
const LONGEST_WAVE = 120
/** ms before keys answer a question that nobody waited for. */
const CONSENT_DELAY = 700
/** dB that a meter tells apart: smaller changes are not drawn. */
const METER_STEP = 4
/** Bytes a second of a fetch that are told apart. */
const RATE_STEP = 50_000
/** ms, and the part of what is shown, by which a round trip must have changed to be shown anew. */
const ROUND_TRIP_STEP = 3
const ROUND_TRIP_PART = 0.25

/**
 * What is shown after a look at levels and figures. Nothing changes while nobody talks, so that nothing is drawn:
 * levels are rounded to what a meter can show, times to seconds. Pure.
 */
export function onSample(
  state: UiState,
  { sample, now, mode, sharing, fetching }: Extract<UiEvent, { event: 'sampled' }>,
): UiState {
  const rounded = roundSample(sample, state.sample)
  const same = sameFields(rounded, state.sample)
  const sameMode =
    sameFields({ ...mode, processing: '' }, { ...state.mode, processing: '' }) &&
    mode.processing.join() === state.mode.processing.join()
  const shared = roundSharing(sharing)
  const sameShared = state.sharing && shared ? sameFields(shared, state.sharing) : state.sharing === shared
  const fetched = roundFetch(fetching)
  const sameFetch =
    state.fetching && fetched ? sameFields(fetched, state.fetching) : state.fetching === fetched
  const recording = recordedFurther(state, sample, now)
  const ticked = state.recording?.since != null && secondsOf(state, now) !== secondsOf(state, state.now)
  const counts = ticked || state.meeting.link.status === 'waiting'
  const consent = armed(state.consent, now)
  const unchanged = recording === state.recording && consent === state.consent
  if (same && sameMode && sameShared && sameFetch && !counts && unchanged) return state
  return {
    ...state,
    now,
    recording,
    consent,
    sample: same ? state.sample : rounded,
    mode: sameMode ? state.mode : mode,
    sharing: sameShared ? state.sharing : shared,
    fetching: sameFetch ? state.fetching : fetched,
  }
}

function armed(consent: UiState['consent'], now: number): UiState['consent'] {
  if (!consent || consent.armed || now - consent.since < CONSENT_DELAY) return consent
  return { ...consent, armed: true }
}

function roundSample(sample: Sample, shown: Sample): Sample {
  return {
    ...sample,
    microphone: roundLevel(sample.microphone),
    sent: roundLevel(sample.sent),
    speaker: roundLevel(sample.speaker),
    roundTrip: steadyRoundTrip(sample.roundTrip, shown.roundTrip),
    recorded: null,
  }
}

/** Every answer takes another time; what does not matter to a person is not drawn. */
function steadyRoundTrip(ms: number | null, shown: number | null): number | null {
  if (ms === null || shown === null) return ms === null ? null : Math.round(ms)
  return Math.abs(ms - shown) > Math.max(ROUND_TRIP_STEP, ROUND_TRIP_PART * shown) ? Math.round(ms) : shown
}

/** Figures that say how much it is, and do not flicker. */
/** Whole percents, and the rate as roughly as one can read it. */
function roundFetch(fetching: FetchStatus | null): FetchStatus | null {
  return (
    fetching && {
      ...fetching,
      share: Math.floor(100 * fetching.share) / 100,
      rate: Math.round(fetching.rate / RATE_STEP) * RATE_STEP,
    }
  )
}

function roundSharing(sharing: SharingStatus | null): SharingStatus | null {
  return sharing && { ...sharing, fps: Math.round(sharing.fps), bytes: roundBytes(sharing.bytes) }
}

/** One digit that counts, in whole kB. */
function roundBytes(bytes: number): number {
  if (bytes === 0) return 0
  const unit = Math.max(1_000, 10 ** Math.floor(Math.log10(bytes)))
  return Math.max(unit, Math.round(bytes / unit) * unit)
}

function roundLevel(dbfs: number): number {
  return dbfs <= METER_FLOOR ? -Infinity : Math.round(dbfs / METER_STEP) * METER_STEP
}

function recordedFurther({ recording }: UiState, { recorded }: Sample, _now: number): UiState['recording'] {
  if (!recording || recorded === null || recording.since === null) return recording
  return { ...recording, wave: [...recording.wave.slice(-LONGEST_WAVE + 1), recorded] }
}

function secondsOf({ recording }: UiState, now: number): number {
  return recording ? Math.floor(elapsedOf(recording, now) / 1000) : 0
}

function sameFields<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => Object.is(a[key], b[key]))
}

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
