import { lossesAfter } from '../../protocol/meeting/losses.ts'
import { METER_FLOOR } from '../../tui/view/meter.ts'
import type { Meeting } from '../meeting/meeting.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import { elapsedOf } from './on-meeting.ts'
import type { Sample, UiState, VoiceMode } from './state.ts'
import type { UiEvent } from './ui-events.ts'

/** Samples kept for the wave; more than the widest status bar shows. */
const LONGEST_WAVE = 120
/** ms before keys answer the question of consent, or whether to answer a call: both appear unexpectedly. */
const CONSENT_DELAY = 700
/** Resolution of a meter in dB; smaller changes are not drawn. */
const METER_STEP = 4
/** Resolution of the download rate in bytes/s. */
const RATE_STEP = 50_000
/** Change of the round trip that is shown: in ms, and relative to the shown value. */
const ROUND_TRIP_STEP = 3
const ROUND_TRIP_PART = 0.25

/**
 * The state of the interface after a sample of levels and figures. Values are rounded (levels to the resolution of a
 * meter, times to seconds), so that nothing is drawn while nobody talks. Pure.
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
  const sameFetch = state.fetching && fetched ? sameFields(fetched, state.fetching) : state.fetching === fetched
  const recording = recordedFurther(state, sample, now)
  const ticked =
    (state.recording?.since != null && secondsOf(state, now) !== secondsOf(state, state.now)) ||
    (state.callSince !== null && callSeconds(state, now) !== callSeconds(state, state.now))
  const counts = ticked || state.meeting.link.status === 'waiting'
  const consent = armed(state.consent, now)
  const ring = armed(state.ring, now)
  const losses = lossesAfter(state.losses, rounded.dropped - state.sample.dropped, now)
  const unchanged =
    losses === state.losses && recording === state.recording && consent === state.consent && ring === state.ring
  if (same && sameMode && sameShared && sameFetch && !counts && unchanged) return state
  return {
    ...state,
    now,
    recording,
    consent,
    ring,
    losses,
    sample: same ? state.sample : rounded,
    mode: sameMode ? state.mode : mode,
    sharing: sameShared ? state.sharing : shared,
    fetching: sameFetch ? state.fetching : fetched,
  }
}

function callSeconds({ callSince }: UiState, now: number): number {
  return Math.floor((now - (callSince ?? now)) / 1_000)
}

function armed<Question extends { readonly since: number; readonly armed: boolean }>(
  question: Question | null,
  now: number,
): Question | null {
  if (!question || question.armed || now - question.since < CONSENT_DELAY) return question
  return { ...question, armed: true }
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

/** The round trip to show: small changes are ignored. */
function steadyRoundTrip(ms: number | null, shown: number | null): number | null {
  if (ms === null || shown === null) return ms === null ? null : Math.round(ms)
  return Math.abs(ms - shown) > Math.max(ROUND_TRIP_STEP, ROUND_TRIP_PART * shown) ? Math.round(ms) : shown
}

/** Rounds to whole percents and a coarse rate, so that the figures do not flicker. */
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

/** Rounds to one significant digit and whole kB. */
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

/** Levels and connection figures of a meeting since the last sample. */
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

/** Transmission mode and active processing, for the status bar. */
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
