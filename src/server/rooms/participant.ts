import { PCM, type VoiceCodec } from '../../audio/codec.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Codec, User } from '../../protocol/shapes.ts'
import type { PictureChannel, ScreenMember } from '../share/screen-relay.ts'
import type { Listener, VoiceChannel } from '../voice/encoded-mix.ts'

/** Voice and pictures to a client, each delayed or dropped as its kind allows. */
export interface MediaChannel extends VoiceChannel, PictureChannel {}

/** The way to a client: everything that is sent to the participant goes here. */
export interface ParticipantChannel {
  readonly media: MediaChannel
  send(message: Label): void
  /** Sends a message of that label that is encoded already and shared with others. */
  sendEncoded(label: string, message: Buffer): void
}

/** A person, as the others know them. */
export class Participant implements Listener, ScreenMember {
  readonly id: number
  #channel: ParticipantChannel
  name = ''
  muted = false
  deafened = false
  /** What voice is sent to them as. */
  codec: VoiceCodec = PCM
  /** Whether the client records the room, or the server does for it. */
  recording = false
  /** Whether others may see a screen or a camera of theirs. */
  sharing = false
  /** Whether the server records this person's voice. */
  recorded = false
  /** Whether the connection broke and may come back. */
  away = false
  /** The id of the account they logged in to. */
  account: number | null = null
  /** Whether the name they have is theirs. */
  registered = false
  /** Whether they may moderate everywhere on the server. */
  operator = false
  /** Whether the client said hello, and so wants to know of rooms that come and go. */
  greeted = false
  /** Whether the client wants to know what happens in other rooms. */
  curious = false

  constructor(id: number, channel: ParticipantChannel) {
    this.id = id
    this.#channel = channel
  }

  get hears(): boolean {
    return !this.deafened && !this.away
  }

  /** The codec of that name; null when it was not agreed upon. PCM always is. */
  codecNamed(name: Codec): VoiceCodec | null {
    if (name === this.codec.name) return this.codec
    return name === PCM.name ? PCM : null
  }

  /** Takes another way to the client: the connection is a new one. */
  attach(channel: ParticipantChannel): void {
    this.#channel = channel
  }

  /** Sends a message to this person alone. */
  send(message: Label): void {
    this.#channel.send(message)
  }

  /** Sends a message that others are sent too, encoded once for all. */
  sendEncoded(label: string, message: Buffer): void {
    this.#channel.sendEncoded(label, message)
  }

  /** Where voice and pictures for this person go. */
  get media(): MediaChannel {
    return this.#channel.media
  }

  /** What everybody in the room may know. */
  describe(): User {
    const { id, name, muted, deafened, sharing, recording } = this
    const user = { id, name, muted, deafened, sharing, recording }
    return {
      ...user,
      ...(this.recorded ? { recorded: true } : {}),
      ...(this.registered ? { registered: true } : {}),
      ...(this.operator ? { operator: true } : {}),
      ...(this.away ? { reconnecting: true } : {}),
    }
  }
}
