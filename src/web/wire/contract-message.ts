const NEWLINE = 10
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Encodes a message of the contract as one WebSocket message: its line, then its payload.
 *
 * @param message must contain `bytes`, the length of the payload, if there is one
 */
export function encodeMessage(message: object, payload?: Uint8Array): Uint8Array<ArrayBuffer> {
  const line = encoder.encode(`${JSON.stringify(message)}\n`)
  if (!payload) return line
  const whole = new Uint8Array(line.length + payload.length)
  whole.set(line)
  whole.set(payload, line.length)
  return whole
}

/**
 * Decodes one WebSocket message. The page trusts the server it was loaded from, so fields are not validated.
 *
 * @returns the message, and its payload as a view of `data`; null if it has none
 * @throws SyntaxError if the line is not JSON
 */
export function decodeMessage<Message>(data: ArrayBuffer): { message: Message; payload: Uint8Array | null } {
  const bytes = new Uint8Array(data)
  const end = bytes.indexOf(NEWLINE)
  const line = bytes.subarray(0, end < 0 ? bytes.length : end)
  const message = JSON.parse(decoder.decode(line)) as Message
  const payload = end < 0 || end + 1 === bytes.length ? null : bytes.subarray(end + 1)
  return { message, payload }
}
