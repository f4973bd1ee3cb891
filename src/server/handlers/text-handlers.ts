import { cleanText } from '../../lib/text.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import { limits } from '../../protocol/limits.ts'
import type { Handlers } from './handler.ts'

/** Chat. */
export const textHandlers: Handlers<'say'> = {
  say(session, { text: raw, to }) {
    const room = session.roomOrRefuse()
    const { participant: sender, context } = session
    if ([...raw].length > limits.text) {
      throw new ProtocolError('bad_message', `say: a text may have ${limits.text} characters at most`)
    }
    const text = cleanText(raw)
    if (text.trim() === '') throw new ProtocolError('bad_message', 'say: the text is empty')
    session.quota.say(Buffer.byteLength(text))
    const said = {
      label: 'said',
      from: sender.id,
      name: sender.name,
      text,
      at: context.clock.date(),
    } as const
    if (to === undefined) {
      room.say(said)
      return
    }
    const receiver = room.find(to)
    if (!receiver) throw new ProtocolError('no_such_user')
    const whispered: Label = { ...said, to }
    sender.send(whispered)
    if (receiver !== sender) receiver.send(whispered)
  },
}
