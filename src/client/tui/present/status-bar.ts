import { elapsedText } from '../../../lib/time-text.ts'
import type { Look } from '../../../tui/look.ts'
import { justify, span, spansWidth } from '../../../tui/text/span.ts'
import { meter, wave } from '../../../tui/view/meter.ts'
import type { MeetingLine, MeetingSpan } from '../intent.ts'
import { elapsedOf } from '../on-meeting.ts'
import type { UiState } from '../state.ts'

const METER_CELLS = 8
const WAVE_CELLS = 24
const NARROW_WAVE_CELLS = 8

/** A part of the status bar. If space is short, parts of the lowest rank are left out first. */
interface Part {
  readonly rank: number
  readonly spans: readonly MeetingSpan[]
}

/** The status bar: levels, recording and connection. Pure. */
export function presentStatusBar(state: UiState, look: Look, width: number): MeetingLine {
  const wide = width >= 100
  const left = [ownPart(state, look), micPart(state, look), speakerPart(state, look), modePart(state, look)]
  const right = [recordingPart(state, look, wide ? WAVE_CELLS : NARROW_WAVE_CELLS), linkPart(state), serverPart(state)]
  const kept = keepFitting(
    [...left, ...right].filter((part) => part !== null),
    width,
  )
  const side = (parts: readonly (Part | null)[]) =>
    parts.filter((part) => part && kept.has(part)).flatMap((part) => [...part!.spans, span('  ', 'bar')])
  return { spans: justify([span(' ', 'bar'), ...side(left)], side(right), width), base: 'bar' }
}

function keepFitting(parts: readonly Part[], width: number): Set<Part> {
  const kept = new Set<Part>()
  let left = width - 2
  for (const part of [...parts].sort((a, b) => b.rank - a.rank)) {
    const needed = spansWidth(part.spans) + 2
    if (needed > left) continue
    left -= needed
    kept.add(part)
  }
  return kept
}

function ownPart({ meeting }: UiState, { signs }: Look): Part | null {
  if (meeting.deafened) return { rank: 9, spans: [span(`${signs.deafened} deafened`, 'barStrong')] }
  if (meeting.muted) return { rank: 9, spans: [span(`${signs.muted} muted`, 'barStrong', toggleMute)] }
  return null
}

const toggleMute = { do: 'run', command: 'mute' } as const

function micPart({ devices, sample, meeting, mode }: UiState, look: Look): Part {
  if (!devices.microphone.fine) return { rank: 8, spans: [span('no microphone', 'barStrong')] }
  const shown = meeting.muted ? -Infinity : sample.microphone
  return {
    rank: 7,
    spans: [
      span('mic ', 'barDim', toggleMute),
      ...meter(shown, METER_CELLS, look, mode.transmission === 'voice' ? mode.threshold : null),
      span(sample.sending && !meeting.muted ? ` ${look.signs.talking}` : '  ', 'talking'),
    ],
  }
}

function speakerPart({ devices, sample }: UiState, look: Look): Part {
  if (!devices.speaker.fine) return { rank: 6, spans: [span('no speaker', 'barStrong')] }
  return { rank: 4, spans: [span('spk ', 'barDim'), ...meter(sample.speaker, METER_CELLS, look)] }
}

/** Transmission mode, active processing, and level of the sent voice. */
function modePart({ mode, sample }: UiState, look: Look): Part | null {
  const words = [...(mode.transmission === 'voice' ? [] : [mode.transmission]), ...mode.processing]
  if (words.length === 0) return null
  return { rank: 1, spans: [span(`${words.join(' ')} `, 'barDim'), ...meter(sample.sent, METER_CELLS, look)] }
}

function recordingPart({ recording, now }: UiState, look: Look, cells: number): Part | null {
  if (!recording) return null
  const paused = recording.since === null
  return {
    rank: 10,
    spans: [
      span(
        ` ${look.signs.recording} ${paused ? 'PAUSED' : 'REC'} ${elapsedText(elapsedOf(recording, now))} `,
        'recording',
      ),
      span(` ${wave(recording.wave, cells, look)}`, 'barStrong'),
    ],
  }
}

function linkPart({ meeting, sample, losses }: UiState): Part | null {
  if (meeting.link.status !== 'connected') return { rank: 8, spans: [span('not connected', 'barStrong')] }
  const words = [
    ...(sample.roundTrip === null ? [] : [`${sample.roundTrip} ms`]),
    ...(losses.frames > 0 ? [`${losses.frames} lost`] : []),
  ]
  return words.length === 0 ? null : { rank: 5, spans: [span(words.join(' '), 'bar')] }
}

function serverPart({ server }: UiState): Part {
  return { rank: 2, spans: [span(server, 'barDim')] }
}
