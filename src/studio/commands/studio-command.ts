import type { Action } from '../../tui/action.ts'
import type { SceneControls } from '../../tui/action-scene.ts'
import type { StudioSight } from '../model/state.ts'
import type { Studio } from '../model/studio.ts'
import type { EngineSettings } from '../transcribe/command-template.ts'
import type { Spoken } from '../transcribe/spoken.ts'

/** The context of the studio commands. */
export interface StudioContext extends SceneControls {
  readonly studio: Studio
  readonly spoken: Spoken
  /** The default engine for transcription. */
  readonly engine: EngineSettings
}

export const studioGroups = [
  'Playback',
  'View',
  'Navigate',
  'Select',
  'Tracks',
  'Arrange',
  'Repair',
  'History',
  'Files',
  'Screen',
] as const
export type StudioGroup = (typeof studioGroups)[number]

/** A command of the studio. */
export type StudioCommand = Action<StudioContext, StudioSight, StudioGroup>
