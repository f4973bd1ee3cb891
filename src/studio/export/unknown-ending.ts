import { soundEndings } from './sound-formats.ts'
import { textEndings } from './written-texts.ts'

/** Says that a file of this name is nothing that can be made. */
export function unknownEnding(target: string): Error {
  const known = [...soundEndings, ...textEndings].join(', ')
  return new Error(`${target} ends in none of ${known}; the ending says what to make.`)
}
