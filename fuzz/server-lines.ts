import { type LabelName, labels } from '../src/protocol/labels.ts'
import { brokenLines, hostileTexts, hostileValues } from './hostile-values.ts'
import type { Lot } from './lot.ts'
import { damaged, split } from './mutate.ts'

const names = Object.keys(labels) as LabelName[]
/** What a person sees most of. */
const SHOWN = ['said', 'room_users', 'list_rooms', 'room_activity', 'join_room', 'error'] as const
const people = [1, 2, 3].map((id) => ({ id, name: `Person ${id}` }))

/** What a hostile server says to a client, in pieces as a network may bring them: one character a byte. */
export function drawSayings(lot: Lot): string[] {
  const pieces: string[] = []
  const count = 2 + lot.below(40)
  for (let i = 0; i < count; i++) {
    const broken = lot.chance(0.03)
    const bytes = broken ? `${lot.of(brokenLines).replaceAll('action', 'label')}\n` : drawSaying(lot)
    pieces.push(...split(lot.chance(0.02) ? damaged(bytes, lot) : bytes, lot))
  }
  return pieces
}

function drawSaying(lot: Lot): string {
  const label = lot.chance(0.6) ? lot.of(SHOWN) : lot.of(names)
  const message = structuredClone({ label, ...labels[label].example }) as Record<string, unknown>
  if (label === 'room_users' || label === 'join_room') message.users = people.map((one) => drawUser(one, lot))
  for (let changes = lot.below(4); changes > 0; changes--) change(message, lot)
  const line = Buffer.from(`${JSON.stringify(message)}\n`).toString('latin1')
  const bytes =
    typeof message.bytes === 'number' ? Math.min(Math.max(0, Math.trunc(message.bytes)), 70_000) : 0
  return line + lot.of(['\0', '\n', '{"label":"terminate"}\n']).repeat(bytes).slice(0, bytes)
}

function drawUser(person: { id: number; name: string }, lot: Lot): object {
  const name = lot.chance(0.3) ? lot.of(hostileTexts) : person.name
  const marks = ['muted', 'deafened', 'sharing', 'recording', 'reconnecting'].map((mark) => [
    mark,
    lot.chance(0.5),
  ])
  return { ...person, name, ...Object.fromEntries(marks) }
}

/** Puts something hostile somewhere into a message, however deep; mostly what its place allows. */
function change(message: object, lot: Lot): void {
  const fields = message as Record<string, unknown>
  const key = lot.of(Object.keys(fields))
  const value = fields[key]
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && lot.chance(0.9))
    change(value, lot)
  else if (key === 'label') return
  else if (typeof value === 'string' && lot.chance(0.9)) fields[key] = lot.of(hostileTexts)
  else if (typeof value === 'number' && lot.chance(0.9))
    fields[key] = lot.of([0, -1, 0.5, 1e308, 2 ** 53, -1e308])
  // A copy: a later change may go on inside it.
  else fields[key] = structuredClone(lot.of(hostileValues))
}
