import type { Action } from '../../tui/action.ts'
import type { SceneControls } from '../../tui/action-scene.ts'
import type { StudioSight } from '../model/state.ts'
import type { Studio } from '../model/studio.ts'
import type { EngineSettings } from '../transcribe/command-template.ts'
import type { Spoken } from '../transcribe/spoken.ts'

/** What a command of the studio is done with. */
export interface StudioContext extends SceneControls {
  readonly studio: Studio
  readonly spoken: Spoken
  /** What transcribes, unless something else is asked for. */
  readonly engine: EngineSettings
}

export const studioGroups = [
  'Listen',
  'Look',
  'Go',
  'Select',
  'Tracks',
  'Cut and move',
  'Mend',
  'Edits',
  'Files',
  'Screen',
] as const
export type StudioGroup = (typeof studioGroups)[number]

/** Something one can do in the studio. */
export type StudioCommand = Action<StudioContext, StudioSight, StudioGroup>
