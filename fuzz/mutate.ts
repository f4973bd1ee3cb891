import { type ActionName, actions } from '../src/protocol/actions.ts'
import { brokenLines, hostileTexts, hostileValues } from './hostile-values.ts'
import type { SeededRandom } from './seeded-random.ts'
import { HOSTILES, type Step } from './step.ts'

const names = Object.keys(actions) as ActionName[]
/** Bytes of 20 ms at 48 kHz. */
const FRAME_BYTES = 1920

/** Draws a sequence of steps of several hostile clients: valid messages, invalid ones, and random bytes. */
export function drawSequence(random: SeededRandom): Step[] {
  const steps: Step[] = []
  const count = 2 + random.below(40)
  for (let i = 0; i < count; i++) steps.push(...drawSteps(random))
  return steps
}

function drawSteps(random: SeededRandom): Step[] {
  const client = random.below(HOSTILES)
  if (random.chance(0.05)) return [{ do: 'wait', ms: random.of([1, 20, 200, 1100, 5100, 15_100, 61_000]) }]
  if (random.chance(0.04)) return [{ client, do: random.of(['end', 'break'] as const) }]
  if (random.chance(0.06)) return [{ client, do: 'connect' }]
  if (random.chance(0.04)) return [{ client, do: 'resume', of: random.below(HOSTILES) }]
  if (random.chance(0.04)) return drawOrder(client, random)
  const bytes = random.chance(0.12) ? `${random.of(brokenLines)}\n` : drawMessage(random)
  return split(random.chance(0.05) ? damaged(bytes, random) : bytes, random).map((piece) => ({
    client,
    do: 'send',
    bytes: piece,
  }))
}

/** Draws steps in which one client creates a room and keeps another out, which tries to join. */
function drawOrder(host: number, random: SeededRandom): Step[] {
  const other = (host + 1) % HOSTILES
  const room = random.of(['den', 'lair'])
  const order = random.of([
    { action: 'ban', user: 3 + random.below(4), minutes: 1 },
    { action: 'lock', locked: true },
    { action: 'kick', user: 3 + random.below(4) },
    { action: 'hand_over', user: 3 + random.below(4) },
  ])
  const told: [number, object][] = [
    [host, { action: 'create', room }],
    [host, { action: 'join', room }],
    [other, { action: 'hello', name: random.of(['Bo', 'Cy']) }],
    [other, { action: 'join', room }],
    ...(random.chance(0.5) ? [[other, { action: 'quit_room' }] as [number, object]] : []),
    [host, order],
    [other, { action: 'rename', name: random.of(['Bo', 'bo', 'Cy']) }],
    [other, { action: 'join', room }],
  ]
  return told
    .filter(() => random.chance(0.95))
    .map(([client, message]) => ({ client, do: 'send', bytes: `${JSON.stringify(message)}\n` }))
}

/** Draws a message in wire format, one character per byte: an example of the contract, perhaps mutated. */
function drawMessage(random: SeededRandom): string {
  const action = random.chance(0.3)
    ? random.of(['hello', 'create', 'join', 'voice', 'say', 'ban', 'lock'] as const)
    : random.of(names)
  const message: Record<string, unknown> = { action, ...actions[action].example }
  if (action === 'hello') Object.assign(message, { resumable: true, activity: true, name: random.of(guestNames) })
  if ('user' in message) message.user = 1 + random.below(9)
  if ('room' in message && random.chance(0.4)) message.room = 'den'
  if (random.chance(0.3)) message.id = random.chance(0.7) ? random.below(100) : random.of(hostileValues)
  if (random.chance(0.3))
    message[random.of([...Object.keys(message), 'temporary', 'to', 'password'])] = random.of(hostileValues)
  if (random.chance(0.1)) delete message[random.of(Object.keys(message))]
  if ((action === 'say' || action === 'rename' || action === 'create') && random.chance(0.3))
    message[action === 'say' ? 'text' : action === 'rename' ? 'name' : 'room'] = random.of(hostileTexts)
  if (random.chance(0.05)) message.bytes = random.below(4096)
  const line = Buffer.from(`${JSON.stringify(message)}\n`).toString('latin1')
  const announced = typeof message.bytes === 'number' ? Math.min(Math.max(0, message.bytes), 70_000) : 0
  return line + drawPayload(Math.trunc(random.chance(0.1) ? announced / 2 : announced), random)
}

const guestNames = ['Ann', 'Bo', 'Honest', 'honest', 'User000001', ...hostileTexts]

/** Draws a payload of this length: audio, or bytes that look like messages. */
function drawPayload(bytes: number, random: SeededRandom): string {
  const like = random.of(['\0', '{"action":"exit"}\n', '\n', '\xff\x7f', '{"action":"say","text":"payload"}\n'])
  return like.repeat(Math.ceil(Math.max(bytes, FRAME_BYTES) / like.length)).slice(0, bytes)
}

/** Splits bytes into pieces, as a network may deliver them. */
export function split(bytes: string, random: SeededRandom): string[] {
  if (bytes.length < 2 || !random.chance(0.3)) return [bytes]
  const at = 1 + random.below(bytes.length - 1)
  return [bytes.slice(0, at), ...split(bytes.slice(at), random)]
}

/** Deletes, changes or inserts one byte. */
export function damaged(bytes: string, random: SeededRandom): string {
  const at = random.below(bytes.length)
  const put = String.fromCharCode(random.below(256))
  return bytes.slice(0, at) + random.of(['', put, put + bytes[at]]) + bytes.slice(at + 1)
}
