import { type Options, table } from '../settings/table.ts'

/** Which speech-to-text engine is wanted, and how. */
export interface EngineSettings {
  /** As `CommandTemplate` takes it. */
  readonly command: string
  readonly model: string | null
  readonly language: string
}

/** The engine that the settings name. */
export function engineOf(
  options: Pick<Options, 'transcribeEngine' | 'transcribeModel' | 'transcribeLanguage'>,
): EngineSettings {
  const { transcribeEngine, transcribeModel, transcribeLanguage } = options
  return { command: transcribeEngine, model: transcribeModel ?? null, language: transcribeLanguage }
}

/** The engine where nothing was set. */
export const DEFAULT_ENGINE: EngineSettings = {
  command: table.transcribe_engine.fallback,
  model: null,
  language: table.transcribe_language.fallback,
}
