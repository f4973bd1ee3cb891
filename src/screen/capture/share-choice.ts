import { ok, type Result, refused } from '../../lib/result.ts'
import type { Rect } from '../picture.ts'
import { type Pattern, patterns } from '../synthetic.ts'

/** What to capture. Numbers start at 1, as listed by `chat-client screens` and `chat-client cameras`. */
export type CaptureChoice =
  | { readonly kind: 'screen'; readonly number: number; readonly region: Rect | null }
  | { readonly kind: 'window'; readonly id: number }
  | { readonly kind: 'camera'; readonly number: number }
  | { readonly kind: 'synthetic'; readonly pattern: Pattern }

/** The syntax of a choice, for help and errors. */
export const CHOICE_WORDS = 'screen [N], camera [N], window ID, WIDTHxHEIGHT+X+Y'

const WORDS = /^(?<kind>screen|camera|window|synthetic)?\s*(?<which>\S*)$/
const REGION = /^(\d{1,5})x(\d{1,5})\+(\d{1,5})\+(\d{1,5})$/

/**
 * Parses what the user entered, such as `screen 2` or `800x600+0+0`. Empty means the first screen.
 *
 * @returns the choice, or a refusal with an error message
 */
export function readChoice(text: string): Result<CaptureChoice> {
  const { kind, which = '' } = WORDS.exec(text.trim().toLowerCase())?.groups ?? { which: '?' }
  const region = readRegion(which)
  if (region && (!kind || kind === 'screen')) return ok({ kind: 'screen', number: 1, region })
  const number = which === '' ? 1 : /^\d{1,10}$/.test(which) ? Number(which) : 0
  if ((!kind || kind === 'screen') && number > 0) return ok({ kind: 'screen', number, region: null })
  if (kind === 'camera' && number > 0) return ok({ kind, number })
  if (kind === 'window' && which && number > 0) return ok({ kind, id: number })
  const pattern = patterns.find((known) => known === (which || 'typing'))
  if (kind === 'synthetic' && pattern) return ok({ kind, pattern })
  return refused(`it must be one of: ${CHOICE_WORDS}; "chat-client screens" and "chat-client cameras" list them`)
}

/** Parses `WIDTHxHEIGHT+X+Y`, the geometry format of X11, in pixels; null if it is invalid. */
export function readRegion(text: string): Rect | null {
  const [w = 0, h = 0, x = 0, y = 0] = (REGION.exec(text) ?? []).slice(1).map(Number)
  return w > 0 && h > 0 ? { x, y, w, h } : null
}

/** The kind of share that is announced to the room. */
export function kindOf(choice: CaptureChoice): 'screen' | 'camera' {
  return choice.kind === 'camera' ? 'camera' : 'screen'
}
