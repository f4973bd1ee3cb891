import type { ActionName } from '../../protocol/actions.ts'
import type { PerformAction } from '../session/session.ts'
import { accountHandlers } from './account-handlers.ts'
import { callHandlers } from './call-handlers.ts'
import type { Handler, Handlers } from './handler.ts'
import { identityHandlers } from './identity-handlers.ts'
import { screenHandlers, voiceHandlers } from './media-handlers.ts'
import { moderationHandlers } from './moderation-handlers.ts'
import { recordingHandlers } from './recording-handlers.ts'
import { historyHandlers, roomHandlers, textHandlers } from './room-handlers.ts'

/** The handler of each action of the protocol. */
const handlers: Handlers<ActionName> = {
  ...identityHandlers,
  ...roomHandlers,
  ...voiceHandlers,
  ...textHandlers,
  ...historyHandlers,
  ...accountHandlers,
  ...callHandlers,
  ...moderationHandlers,
  ...screenHandlers,
  ...recordingHandlers,
}

/** Performs an action with its handler. @throws ProtocolError to refuse the action */
export const perform: PerformAction = (session, action, payload) => {
  // The table ties each handler to its own action, which the compiler cannot follow through the union.
  return (handlers[action.action] as Handler<ActionName>)(session, action as never, payload)
}
