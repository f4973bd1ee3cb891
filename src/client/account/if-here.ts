import { cleanLine } from '../../lib/text.ts'

/** The question what to do when an account is logged in on another connection. */
export function ifHereQuestion(name: string): string {
  return `${cleanLine(name)} is logged in on another connection. t ends that one, b joins beside it as another ${cleanLine(name)}; an empty line cancels.`
}

/** The answer to `ifHereQuestion`; null for anything else. */
export function readIfHere(answer: string | null): 'take over' | 'beside' | null {
  const letter = answer?.trim().toLowerCase()
  if (letter === 't') return 'take over'
  return letter === 'b' ? 'beside' : null
}
