import { cleanLine } from '../../lib/text.ts'
import { actions } from '../actions.ts'
import { labels } from '../labels.ts'
import { secretNames } from '../secrets.ts'

const NAME_WIDTH = 22
/** Characters of a message that are shown; the rest is cut off. */
const MAX_SHOWN = 2_000

/** Fields whose values must not be logged. */
const SECRETS: ReadonlySet<string> = new Set([...secretNames(actions), ...secretNames(labels), 'signature'])

/**
 * Formats a message for the log. Control characters are removed, so it stays on one line. The format is that of the
 * original system: `I/list                : 10.13.252.5 1749 : {"action":"list"}`.
 *
 * @param direction I: received; O: sent
 */
export function messageLine(direction: 'I' | 'O', name: string, address: string, port: number, text: string): string {
  const head = cleanLine(`${direction}/${name}`).slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text
  return `${head}: ${address} ${port} : ${cleanLine(shown)}`
}

/** The JSON of a message with its secrets masked. A message nested too deeply for `JSON.stringify` is not shown. */
export function withoutSecrets(message: object): string {
  try {
    return JSON.stringify(message, (key, value) => (SECRETS.has(key) ? '***' : value))
  } catch {
    return '(nested too deeply to show)'
  }
}
