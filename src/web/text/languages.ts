import { english, type Phrases } from './english.ts'
import { german } from './german.ts'

/** The languages of the page by their codes (ISO 639-1). */
export const languages = { en: english, de: german } as const satisfies Record<string, Phrases>

export type Language = keyof typeof languages

/** The chosen language, or the first one of the browser that the page has; English otherwise. */
export function languageOf(chosen: Language | null, preferred: readonly string[]): Language {
  if (chosen) return chosen
  for (const tag of preferred) {
    const code = tag.split('-')[0]!.toLowerCase()
    if (code in languages) return code as Language
  }
  return 'en'
}
