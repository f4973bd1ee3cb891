import { accountVerb } from './account.ts'
import { drainVerb, stopVerb } from './ending.ts'
import {
  bansVerb,
  banVerb,
  handoverVerb,
  kickVerb,
  lockVerb,
  muteVerb,
  operatorVerb,
  unbanVerb,
  unlockVerb,
  unmuteVerb,
} from './moderation.ts'
import { peopleVerb } from './people.ts'
import { roomsVerb } from './rooms.ts'
import { sayVerb } from './say.ts'
import { statusVerb } from './status.ts'
import type { CtlVerb } from './verb.ts'

/** All that `chat-server ctl` can do. The help, the docs and the completions of shells are made from it. */
export const verbs: readonly CtlVerb[] = [
  ...[statusVerb, roomsVerb, peopleVerb, sayVerb],
  ...[
    kickVerb,
    banVerb,
    unbanVerb,
    bansVerb,
    muteVerb,
    unmuteVerb,
    lockVerb,
    unlockVerb,
    handoverVerb,
    operatorVerb,
    accountVerb,
  ],
  ...[drainVerb, stopVerb],
]
