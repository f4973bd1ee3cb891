import { type ActionName, actions } from '../src/protocol/actions.ts'
import { brokenLines, hostileTexts, hostileValues } from './hostile-values.ts'
import type { Lot } from './lot.ts'
import { HOSTILES, type Step } from './step.ts'

const names = Object.keys(actions) as ActionName[]
/** Bytes of 20 ms at 48 kHz. */
const FRAME_BYTES = 1920

/** What several hostile clients do in turn: right messages, wrong ones and bytes that are none. */
export function drawSequence(lot: Lot): Step[] {
  const steps: Step[] = []
  const count = 2 + lot.below(40)
  for (let i = 0; i < count; i++) steps.push(...drawSteps(lot))
  return steps
}

function drawSteps(lot: Lot): Step[] {
  const client = lot.below(HOSTILES)
  if (lot.chance(0.05)) return [{ do: 'wait', ms: lot.of([1, 20, 200, 1100, 5100, 15_100, 61_000]) }]
  if (lot.chance(0.04)) return [{ client, do: lot.of(['end', 'break'] as const) }]
  if (lot.chance(0.06)) return [{ client, do: 'connect' }]
  if (lot.chance(0.04)) return [{ client, do: 'resume', of: lot.below(HOSTILES) }]
  if (lot.chance(0.04)) return drawOrder(client, lot)
  const bytes = lot.chance(0.12) ? `${lot.of(brokenLines)}\n` : drawMessage(lot)
  return split(lot.chance(0.05) ? damaged(bytes, lot) : bytes, lot).map((piece) => ({
    client,
    do: 'send',
    bytes: piece,
  }))
}

/** Somebody makes a room and keeps another out of it, who tries to come in. */
function drawOrder(host: number, lot: Lot): Step[] {
  const other = (host + 1) % HOSTILES
  const room = lot.of(['den', 'lair'])
  const order = lot.of([
    { action: 'ban', user: 3 + lot.below(4), minutes: 1 },
    { action: 'lock', locked: true },
    { action: 'kick', user: 3 + lot.below(4) },
    { action: 'hand_over', user: 3 + lot.below(4) },
  ])
  const told: [number, object][] = [
    [host, { action: 'create', room }],
    [host, { action: 'join', room }],
    [other, { action: 'hello', name: lot.of(['Bo', 'Cy']) }],
    [other, { action: 'join', room }],
    ...(lot.chance(0.5) ? [[other, { action: 'quit_room' }] as [number, object]] : []),
    [host, order],
    [other, { action: 'rename', name: lot.of(['Bo', 'bo', 'Cy']) }],
    [other, { action: 'join', room }],
  ]
  return told
    .filter(() => lot.chance(0.95))
    .map(([client, message]) => ({ client, do: 'send', bytes: `${JSON.stringify(message)}\n` }))
}

/** A message as the wire has it, one character a byte: an example of the contract, changed or not. */
function drawMessage(lot: Lot): string {
  const action = lot.chance(0.3)
    ? lot.of(['hello', 'create', 'join', 'voice', 'say', 'ban', 'lock'] as const)
    : lot.of(names)
  const message: Record<string, unknown> = { action, ...actions[action].example }
  if (action === 'hello')
    Object.assign(message, { resumable: true, activity: true, name: lot.of(guestNames) })
  if ('user' in message) message.user = 1 + lot.below(9)
  if ('room' in message && lot.chance(0.4)) message.room = 'den'
  if (lot.chance(0.3)) message.id = lot.chance(0.7) ? lot.below(100) : lot.of(hostileValues)
  if (lot.chance(0.3))
    message[lot.of([...Object.keys(message), 'temporary', 'to', 'password'])] = lot.of(hostileValues)
  if (lot.chance(0.1)) delete message[lot.of(Object.keys(message))]
  if ((action === 'say' || action === 'rename' || action === 'create') && lot.chance(0.3))
    message[action === 'say' ? 'text' : action === 'rename' ? 'name' : 'room'] = lot.of(hostileTexts)
  if (lot.chance(0.05)) message.bytes = lot.below(4096)
  const line = Buffer.from(`${JSON.stringify(message)}\n`).toString('latin1')
  const announced = typeof message.bytes === 'number' ? Math.min(Math.max(0, message.bytes), 70_000) : 0
  return line + drawPayload(Math.trunc(lot.chance(0.1) ? announced / 2 : announced), lot)
}

const guestNames = ['Ann', 'Bo', 'Honest', 'honest', 'User000001', ...hostileTexts]

/** So many bytes: sound, or what looks like messages. */
function drawPayload(bytes: number, lot: Lot): string {
  const like = lot.of(['\0', '{"action":"exit"}\n', '\n', '\xff\x7f', '{"action":"say","text":"payload"}\n'])
  return like.repeat(Math.ceil(Math.max(bytes, FRAME_BYTES) / like.length)).slice(0, bytes)
}

/** The same bytes in pieces, as a network may bring them. */
export function split(bytes: string, lot: Lot): string[] {
  if (bytes.length < 2 || !lot.chance(0.3)) return [bytes]
  const at = 1 + lot.below(bytes.length - 1)
  return [bytes.slice(0, at), ...split(bytes.slice(at), lot)]
}

/** The same bytes with one of them gone, changed or put in. */
export function damaged(bytes: string, lot: Lot): string {
  const at = lot.below(bytes.length)
  const put = String.fromCharCode(lot.below(256))
  return bytes.slice(0, at) + lot.of(['', put, put + bytes[at]]) + bytes.slice(at + 1)
}
