import { cleanText } from '../../lib/text.ts'
import { limits } from '../../protocol/limits.ts'
import { CtlRefusal, type CtlVerb } from './verb.ts'

/** A word of the administrator to all. */
export const sayVerb: CtlVerb = {
  name: 'say',
  argument: '<text...>',
  help: 'write to everybody, in all rooms and in none, under the name Server',
  run({ context }, words) {
    const text = cleanText(words.join(' ')).trim()
    if (text === '') throw new CtlRefusal('The text is empty; say what everybody is to read.')
    if ([...text].length > limits.text) {
      throw new CtlRefusal(`The text is too long; it may have ${limits.text} characters.`)
    }
    const told = context.roster.announce(text, context.clock.date())
    return { facts: { told }, lines: [`Told ${told} ${told === 1 ? 'person' : 'people'}.`] }
  },
}
