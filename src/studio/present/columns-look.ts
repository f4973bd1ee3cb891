import { PLAIN_VOICE, type StyleName, type VoiceStyle, voiceStyle } from '../../tui/theme.ts'
import { lengthOf, type Track } from '../edit/timeline.ts'
import { isHeard, labelOf, personStyle, type StudioState } from '../model/state.ts'
import { columnOf, type View } from '../model/view.ts'
import type { PlacedTurn } from '../recording/landmarks.ts'
import type { ColumnLook } from './wave.ts'

/** The style of each column of a track: the colour of the speaker, and the selection. Pure. */
export function columnLooks(state: StudioState, track: Track, columns: number): ColumnLook[] {
  const { view, about, landmarks } = state
  const turns = landmarks.turns.filter((turn) => turn.track === track.name)
  const audible = isHeard(state, track.name)
  const voice = turns.length > 0 || !audible ? PLAIN_VOICE : voiceStyle(personStyle(about, labelOf(about, track.name)))
  const voices = new Array<VoiceStyle | null>(columns).fill(voice)
  voices.fill(null, Math.max(0, columnOf(view, lengthOf(track.segments) - 1) + 1))
  for (const turn of audible ? turns : []) paint(voices, view, turn, voiceStyle(personStyle(about, turn.who)))
  const selected = selectedColumns(state, columns, track.name)
  return voices.map((one, i) => ({ voice: one, ground: selected(i) ? 'stretch' : 'text' }))
}

function paint(voices: (VoiceStyle | null)[], view: View, { from, to }: PlacedTurn, voice: VoiceStyle): void {
  const last = Math.min(voices.length - 1, columnOf(view, to - 1))
  for (let i = Math.max(0, columnOf(view, from)); i <= last; i++) if (voices[i]) voices[i] = voice
}

/** Returns a test for columns in the selection, of one track or of all. */
export function selectedColumns(
  { view }: StudioState,
  columns: number,
  track: string | null = null,
): (column: number) => boolean {
  const { selection, chosen } = view
  if (!selection || (track !== null && chosen.size > 0 && !chosen.has(track))) return () => false
  const first = Math.max(0, columnOf(view, selection.from))
  const last = Math.min(columns - 1, columnOf(view, selection.to - 1))
  return (column) => column >= first && column <= last
}

/** Returns the background style of overview columns: window, selection or none. */
export function overviewGround({ view, length }: StudioState, columns: number): (column: number) => StyleName {
  const at = (sample: number) => Math.floor((sample / Math.max(1, length)) * columns)
  const { from, scale, selection } = view
  const [first, last] = [at(from), Math.min(columns - 1, at(from + columns * scale - 1))]
  const whole = first === 0 && last === columns - 1
  return (column) => {
    if (selection && column >= at(selection.from) && column <= at(selection.to - 1)) return 'stretch'
    return !whole && column >= first && column <= last ? 'viewed' : 'text'
  }
}
