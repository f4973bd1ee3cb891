import type { Action, ActionName, ReplyLabel } from '../../protocol/actions.ts'
import type { LabelFields, LabelName } from '../../protocol/labels.ts'
import type { Session } from '../session/session.ts'

type Reply<Name extends ActionName> =
  ReplyLabel<Name> extends infer Label extends LabelName ? LabelFields<Label> | Sent<Label> : undefined

/** A handler sends a reply with a payload by itself. */
type Sent<Name extends LabelName> = LabelFields<Name> extends { bytes?: number } ? undefined : never

/** While a promise is pending, no further action of that client is handled. */
type Promised<Fields> = Fields | Promise<Fields>

/**
 * Performs an action and returns the fields of its reply, if it has one. Messages to other clients are sent in
 * `session.channel.afterReply`, so that the sender receives its reply first.
 *
 * @throws ProtocolError to refuse the action
 */
export type Handler<Name extends ActionName> = (
  session: Session,
  action: Action<Name>,
  payload: Uint8Array | null,
) => Promised<Reply<Name>>

/** One handler per action; a missing handler or a wrong reply does not compile. */
export type Handlers<Names extends ActionName = ActionName> = { readonly [Name in Names]: Handler<Name> }
