import type { Timeline } from '../edit/timeline.ts'
import type { About } from '../recording/about.ts'
import type { Landmarks } from '../recording/landmarks.ts'
import type { SpokenState } from '../transcribe/spoken.ts'
import type { View } from './view.ts'
import type { DrawnWaves } from './waves.ts'

/** Work that one waits for. */
export interface Busy {
  /** What is done, as `Measuring the loudness`. */
  readonly what: string
  /** 0 to 1. */
  readonly share: number
}

/** All that the studio is drawn from, and what its actions are allowed by. */
export interface StudioState {
  readonly about: About
  readonly timeline: Timeline
  /** Samples of the timeline. */
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
  /** Loudest sample of what is heard, in dBFS. */
  readonly level: number
  readonly edits: { readonly done: number; readonly all: number }
  /** Why the edits could not be kept; null where they were. */
  readonly unsaved: string | null
  /** Why nothing can be edited, as a sentence; null where it can. */
  readonly readOnly: string | null
  readonly busy: Busy | null
  /** Share of the files that was looked at for their waves; null once all were. */
  readonly measured: number | null
  /** Why nothing is heard; null where something is, or was not tried. */
  readonly speakerProblem: string | null
  /** Whether waves are as high as they are loud to the ear, or as their samples are. */
  readonly amplitude: 'ear' | 'linear'
  readonly crossfadeMs: number
  /** Whether a stretch of noise was learned. */
  readonly noiseKnown: boolean
}

/** The same with what is said in it, which the studio itself knows nothing of. */
export interface StudioSight extends StudioState {
  readonly spoken: SpokenState
}

/** Refuses what changes something, where nothing can be changed now. */
export function needsEditing({ readOnly, busy }: StudioState): string | null {
  if (readOnly !== null) return readOnly
  return busy ? 'wait until it is done, or give it up by Esc' : null
}

/** Refuses what changes a selection, where there is none. */
export function needsSelection(state: StudioState): string | null {
  const refused = needsEditing(state)
  if (refused) return refused
  return state.view.selection ? null : 'select something first: v and the arrows, Shift+arrows, or the mouse'
}

/** The names of the tracks that an operation is for; undefined for all, which stay aligned then. */
export function chosenTracks({ view, timeline }: StudioState): string[] | undefined {
  const names = timeline.tracks.map(({ name }) => name).filter((name) => view.chosen.has(name))
  return names.length === 0 || names.length === timeline.tracks.length ? undefined : names
}

/** What a track is called on the screen: as who speaks in it. */
export function labelOf({ people }: About, track: string): string {
  return people.get(track) ?? track
}

/** The tracks as an operation names them. */
export function tracksOf(state: StudioState): { tracks?: string[] } {
  const tracks = chosenTracks(state)
  return tracks ? { tracks } : {}
}

/** Whether a track is heard: one that is soloed, or where none is, one that is not muted. */
export function isHeard({ solo, muted }: StudioState, track: string): boolean {
  return solo.size > 0 ? solo.has(track) : !muted.has(track)
}
