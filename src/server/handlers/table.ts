import type { ActionName } from '../../protocol/actions.ts'
import { accountHandlers } from './account-handlers.ts'
import type { Handlers } from './handler.ts'
import { identityHandlers } from './identity-handlers.ts'
import { screenHandlers, voiceHandlers } from './media-handlers.ts'
import { moderationHandlers } from './moderation-handlers.ts'
import { recordingHandlers } from './recording-handlers.ts'
import { roomHandlers, textHandlers } from './room-handlers.ts'
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
