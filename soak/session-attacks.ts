import { encode } from '../src/protocol/wire/encoder.ts'
import type { Attack } from './attack.ts'
import { MEMBER, VISITOR } from './visitor.ts'

/** Another address than that of the honest: on the loopback network, each stands for a machine. */
const ELSEWHERE = '127.0.0.2'
/** About as many connections as one address may have. */
const ALL_PLACES = 60

/** Attacks on passwords and on the sessions of people who were cut off, from one address; a visitor from another is measured. */
export const sessionAttacks = {
  'password-storm': {
    what: 'guessing the password of an account and of a private room',
    connections: ALL_PLACES,
    from: ELSEWHERE,
    act: (foe) =>
      foe.flood(() => {
        const password = `guess ${foe.random.below(1e9)}`
        return Buffer.concat([
          encode({ action: 'login', name: MEMBER.name, password }),
          encode({ action: 'join', room: VISITOR.room, password }),
        ])
      }),
  },
  'private-room-flood': {
    what: 'creating rooms with passwords, each of which takes a slow hash',
    connections: ALL_PLACES,
    from: ELSEWHERE,
    act: (foe) => foe.flood(() => encode({ action: 'create', room: `flood ${foe.random.below(1e9)}`, password: 'x' })),
  },
  'name-theft': {
    what: 'taking the name, and guessing the token, of somebody who was cut off',
    connections: ALL_PLACES,
    from: ELSEWHERE,
    act: (foe) =>
      foe.flood(() => {
        const name = foe.random.of([VISITOR.name, VISITOR.name.toUpperCase(), 'Visitоr'])
        return encode({ action: 'hello', name, resume: `token ${foe.random.below(1e9)}` })
      }),
  },
  'reservation-flood': {
    what: 'sessions that ask to be kept and are cut off at once',
    connections: 100,
    from: ELSEWHERE,
    act: (foe) => {
      foe.say({ action: 'hello', resumable: true })
      foe.every(30, () => foe.reset())
    },
  },
} satisfies Readonly<Record<string, Attack>>
