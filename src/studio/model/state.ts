import { type NameStyle, nameStyle, nameStyles } from '../../tui/theme.ts'
import type { Timeline } from '../edit/timeline.ts'
import type { About } from '../recording/about.ts'
import type { Landmarks } from '../recording/landmarks.ts'
import type { SpokenState } from '../transcribe/spoken.ts'
import type { View } from './view.ts'
import type { DrawnWaves } from './waves.ts'

/** A task in progress. */
export interface Busy {
  /** Label of the task, such as `normalise loudness: measuring`. */
  readonly what: string
  /** Fraction done, 0 to 1. */
  readonly share: number
}

/** The state that the studio is drawn from, and that decides which actions are available. */
export interface StudioState {
  readonly about: About
  readonly timeline: Timeline
  /** Length of the timeline, samples. */
  readonly length: number
  readonly view: View
  readonly waves: DrawnWaves
  readonly landmarks: Landmarks
  readonly playing: boolean
  readonly speed: number
  readonly looping: boolean
  readonly skipping: boolean
  readonly solo: ReadonlySet<string>
  readonly muted: ReadonlySet<string>
  /** Peak of the audible frame, dBFS. */
  readonly level: number
  readonly edits: { readonly done: number; readonly all: number }
  /** Why the edits could not be saved, or null. */
  readonly unsaved: string | null
  /** Why editing is disabled, as a sentence, or null. */
  readonly readOnly: string | null
  readonly busy: Busy | null
  /** Fraction of the peaks measured, 0 to 1; null when complete. */
  readonly measured: number | null
  /** Why playback fails, or null. */
  readonly speakerProblem: string | null
  /** Vertical scale of waveforms: perceived loudness, or linear amplitude. */
  readonly amplitude: 'ear' | 'linear'
  /** Length of cross-fades at cut edges, ms. */
  readonly crossfadeMs: number
  /** Whether a noise profile was learned. */
  readonly noiseKnown: boolean
}

/** The studio state with its transcript, which is managed separately. */
export interface StudioSight extends StudioState {
  readonly spoken: SpokenState
}

/** Refusal of an edit when the recording is read-only or busy. */
export function needsEditing({ readOnly, busy }: StudioState): string | null {
  if (readOnly !== null) return readOnly
  return busy ? 'wait for the current task, or cancel it with Esc' : null
}

/** Refusal of an edit that needs a selection. */
export function needsSelection(state: StudioState): string | null {
  const refused = needsEditing(state)
  if (refused) return refused
  return state.view.selection ? null : 'select something first: v and arrow keys, Shift+arrow keys, or the mouse'
}

/** Names of the tracks to edit; undefined for all, which keeps them aligned. */
export function chosenTracks({ view, timeline }: StudioState): string[] | undefined {
  const names = timeline.tracks.map(({ name }) => name).filter((name) => view.chosen.has(name))
  return names.length === 0 || names.length === timeline.tracks.length ? undefined : names
}

/** The label of a track: the name of its speaker. */
export function labelOf({ people }: About, track: string): string {
  return people.get(track) ?? track
}

const styles = new WeakMap<About, ReadonlyMap<string, NameStyle>>()

/** The style of a person's name, which no other person of the recording has as long as there are enough. */
export function personStyle(about: About, name: string): NameStyle {
  const known = styles.get(about) ?? nameStyles(about.people.values())
  styles.set(about, known)
  return known.get(name) ?? nameStyle(name)
}

/** The `tracks` field of an operation. */
export function tracksOf(state: StudioState): { tracks?: string[] } {
  const tracks = chosenTracks(state)
  return tracks ? { tracks } : {}
}

/** Whether a track is audible: soloed, or not muted when no track is soloed. */
export function isHeard({ solo, muted }: StudioState, track: string): boolean {
  return solo.size > 0 ? solo.has(track) : !muted.has(track)
}
