import { cleanLine } from '../../lib/text.ts'

const NAME_WIDTH = 22
/** Characters of a message that are shown; longer ones are cut. */
const MAX_SHOWN = 2_000

/** Fields that no log may hold. */
const SECRETS: ReadonlySet<string> = new Set([
  'password',
  'new_password',
  'reset_code',
  'signature',
  'resume',
  'token',
])

/**
 * A message as a log shows it, on one line whatever is in it, in the form of the original system:
 * `I/list                : 10.13.252.5 1749 : {"action":"list"}`.
 *
 * @param direction I for what came in, O for what went out.
 */
export function messageLine(
  direction: 'I' | 'O',
  name: string,
  address: string,
  port: number,
  text: string,
): string {
  const head = cleanLine(`${direction}/${name}`).slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text
  return `${head}: ${address} ${port} : ${cleanLine(shown)}`
}

/** The JSON of a message without its secrets; what is nested too deeply for JSON to follow is not shown. */
export function withoutSecrets(message: object): string {
  try {
    return JSON.stringify(message, (key, value) => (SECRETS.has(key) ? '***' : value))
  } catch {
    return '(nested too deeply to show)'
  }
}
