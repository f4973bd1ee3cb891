import type { Label, LabelName } from '../../../src/protocol/labels.ts'
import type { ParticipantChannel } from '../../../src/server/rooms/participant.ts'

/** A channel that records what was sent. */
export class FakeChannel implements ParticipantChannel {
  readonly media = { sendRealtime: () => {}, sendPicture: () => true }
  readonly messages: Label[] = []

  send(message: Label): void {
    this.messages.push(message)
  }

  sendEncoded(_name: string, message: Buffer): void {
    this.messages.push(JSON.parse(message.toString()))
  }

  /** The recorded messages with that label. */
  of<Name extends LabelName>(label: Name): Label<Name>[] {
    return this.messages.filter(({ label: one }) => one === label) as Label<Name>[]
  }
}
