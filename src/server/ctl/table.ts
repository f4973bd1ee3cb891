import { accountVerb } from './account-verbs.ts'
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
} from './moderation-verbs.ts'
import { callsVerb, peopleVerb, roomsVerb, sayVerb } from './room-verbs.ts'
import { drainVerb, statusVerb, stopVerb } from './status-verbs.ts'
import type { CtlVerb } from './verb.ts'

/** All commands of `chat-server ctl`, from which help, docs and shell completions are generated. */
export const verbs: readonly CtlVerb[] = [
  ...[statusVerb, roomsVerb, peopleVerb, callsVerb, sayVerb],
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
