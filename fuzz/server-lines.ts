import { type LabelName, labels } from '../src/protocol/labels.ts'
import { brokenLines, hostileTexts, hostileValues } from './hostile-values.ts'
import { damaged, split } from './mutate.ts'
import type { SeededRandom } from './seeded-random.ts'

const names = Object.keys(labels) as LabelName[]
/** The messages shown most often. */
const SHOWN = ['said', 'room_users', 'list_rooms', 'room_activity', 'join_room', 'error'] as const
const people = [1, 2, 3].map((id) => ({ id, name: `Person ${id}` }))

/** Draws what a hostile server sends to a client, split as by a network, one character per byte. */
export function drawSayings(random: SeededRandom): string[] {
  const pieces: string[] = []
  const count = 2 + random.below(40)
  for (let i = 0; i < count; i++) {
    const broken = random.chance(0.03)
    const bytes = broken ? `${random.of(brokenLines).replaceAll('action', 'label')}\n` : drawSaying(random)
    pieces.push(...split(random.chance(0.02) ? damaged(bytes, random) : bytes, random))
  }
  return pieces
}

function drawSaying(random: SeededRandom): string {
  const label = random.chance(0.6) ? random.of(SHOWN) : random.of(names)
  const message = structuredClone({ label, ...labels[label].example }) as Record<string, unknown>
  if (label === 'room_users' || label === 'join_room') message.users = people.map((one) => drawUser(one, random))
  for (let changes = random.below(4); changes > 0; changes--) change(message, random)
  const line = Buffer.from(`${JSON.stringify(message)}\n`).toString('latin1')
  const bytes = typeof message.bytes === 'number' ? Math.min(Math.max(0, Math.trunc(message.bytes)), 70_000) : 0
  return line + random.of(['\0', '\n', '{"label":"terminate"}\n']).repeat(bytes).slice(0, bytes)
}

function drawUser(person: { id: number; name: string }, random: SeededRandom): object {
  const name = random.chance(0.3) ? random.of(hostileTexts) : person.name
  const marks = ['muted', 'deafened', 'sharing', 'recording', 'reconnecting'].map((mark) => [mark, random.chance(0.5)])
  return { ...person, name, ...Object.fromEntries(marks) }
}

/** Replaces a value at any depth of a message by a hostile one, mostly of the same type. */
function change(message: object, random: SeededRandom): void {
  const fields = message as Record<string, unknown>
  const key = random.of(Object.keys(fields))
  const value = fields[key]
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random.chance(0.9))
    change(value, random)
  else if (key === 'label') return
  else if (typeof value === 'string' && random.chance(0.9)) fields[key] = random.of(hostileTexts)
  else if (typeof value === 'number' && random.chance(0.9))
    fields[key] = random.of([0, -1, 0.5, 1e308, 2 ** 53, -1e308])
  // A copy, because a later change may modify it.
  else fields[key] = structuredClone(random.of(hostileValues))
}
