import type { Action, ActionName, ReplyLabel } from '../../protocol/actions.ts'
import type { LabelFields, LabelName } from '../../protocol/labels.ts'
import type { Session } from '../session/session.ts'

type Reply<Name extends ActionName> =
  ReplyLabel<Name> extends infer Label extends LabelName ? LabelFields<Label> | Sent<Label> : undefined

/** A reply with a payload is sent by the handler itself. */
type Sent<Name extends LabelName> = LabelFields<Name> extends { bytes?: number } ? undefined : never

/** What takes a while is promised; nothing else of that client is taken meanwhile. */
type Promised<Fields> = Fields | Promise<Fields>

/**
 * Does what an action asks and returns the fields of its reply, if it has one. What others are told because of
 * it goes through `session.channel.afterReply`, so that the sender is answered first.
 *
 * @throws ProtocolError to refuse.
 */
export type Handler<Name extends ActionName> = (
  session: Session,
  action: Action<Name>,
  payload: Uint8Array | null,
) => Promised<Reply<Name>>

/** One handler for each of the actions named; a missing one, or a wrong reply, does not compile. */
export type Handlers<Names extends ActionName = ActionName> = { readonly [Name in Names]: Handler<Name> }
