/** A process of hostile connections: `attacker.ts NAME PORT`. Exits with its parent; on `stop` it reports what it sent. */
import { constants, setPriority } from 'node:os'
import { SeededRandom } from '../fuzz/seeded-random.ts'
import { attacks } from './attacks.ts'
import { Foe } from './foe.ts'

/** ms before a closed connection is reopened. */
const AGAIN = 5

/** What the hostile connections sent. */
export interface Havoc {
  connections: number
  megabytes: number
}

const [name = '', port = ''] = process.argv.slice(2)
const attack = attacks[name]!
const havoc: Havoc = { connections: 0, megabytes: 0 }

// Real attackers use other machines: these must load the server only through what they send.
setPriority(constants.priority.PRIORITY_LOW)
process.once('disconnect', () => process.exit(0))
process.once('message', () => {
  for (const foe of foes) havoc.megabytes += foe.sent / 1e6
  process.send!(havoc, () => process.exit(0))
})
const foes = new Set<Foe>()
for (let i = 0; i < attack.connections; i++) begin()

function begin(): void {
  const number = ++havoc.connections
  const foe = new Foe(Number(port), number, new SeededRandom(number), attack.from, () => {
    foes.delete(foe)
    havoc.megabytes += foe.sent / 1e6
    setTimeout(begin, AGAIN)
  })
  foes.add(foe)
  attack.act(foe)
}
