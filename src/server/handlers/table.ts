import type { ActionName } from '../../protocol/actions.ts'
import { accountHandlers } from './accounts-handlers.ts'
import type { Handlers } from './handler.ts'
import { identityHandlers } from './identity-handlers.ts'
import { moderationHandlers } from './moderation-handlers.ts'
import { recordingHandlers } from './recordings-handlers.ts'
import { roomHandlers } from './rooms-handlers.ts'
import { screenHandlers } from './screens-handlers.ts'
import { textHandlers } from './text-handlers.ts'
import { voiceHandlers } from './voice-handlers.ts'

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
