import type { Options } from '../../client/settings/table.ts'

/** Which speech-to-text engine is wanted, and how. */
export interface EngineSettings {
  /** As `CommandTemplate` takes it. */
  readonly command: string
  readonly model: string | null
  readonly language: string
}

/** The settings that name the engine. */
export type EngineOptions = Pick<Options, 'transcribeEngine' | 'transcribeModel' | 'transcribeLanguage'>

/** The engine that the settings name. */
export function engineOf({
  transcribeEngine,
  transcribeModel,
  transcribeLanguage,
}: EngineOptions): EngineSettings {
  return { command: transcribeEngine, model: transcribeModel ?? null, language: transcribeLanguage }
}
