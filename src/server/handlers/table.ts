import type { ActionName } from '../../protocol/actions.ts'
import { accountHandlers } from './accounts.ts'
import type { Handlers } from './handler.ts'
import { identityHandlers } from './identity.ts'
import { moderationHandlers } from './moderation.ts'
import { recordingHandlers } from './recordings.ts'
import { roomHandlers } from './rooms.ts'
import { screenHandlers } from './screens.ts'
import { textHandlers } from './text.ts'
import { voiceHandlers } from './voice.ts'

/** What the server does on each action of the contract. */
export const handlers: Handlers<ActionName> = {
  ...identityHandlers,
  ...roomHandlers,
  ...voiceHandlers,
  ...textHandlers,
  ...accountHandlers,
  ...moderationHandlers,
  ...screenHandlers,
  ...recordingHandlers,
}
