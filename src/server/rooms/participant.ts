import { PCM, type VoiceCodec } from '../../audio/codec.ts'
import type { Presence } from '../../protocol/call-messages.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Codec, User } from '../../protocol/shapes.ts'
import type { PictureChannel, ScreenMember } from '../share/screen-relay.ts'
import type { Listener, VoiceChannel } from '../voice/encoded-mix.ts'

/** Sends voice and pictures to a client, delaying or dropping each as its kind allows. */
export interface MediaChannel extends VoiceChannel, PictureChannel {}

/** Sends messages to a participant's client. */
export interface ParticipantChannel {
  readonly media: MediaChannel
  send(message: Label): void
  /** Sends a message that is already encoded, and shared with others. @param label the label of the message */
  sendEncoded(label: string, message: Buffer): void
}

/** A person on the server: their state, and the channel to their client. */
export class Participant implements Listener, ScreenMember {
  readonly id: number
  #channel: ParticipantChannel
  name = ''
  muted = false
  deafened = false
  /** The codec of the voice they are sent. */
  codec: VoiceCodec = PCM
  /** Whether the client records the room, or the server does so for them. */
  recording = false
  /** Whether they raised their hand. */
  hand = false
  /** What they said last, so that it is not said twice. */
  lastSaid: Label<'said'> | null = null
  /** Whether they share a screen or a camera. */
  sharing = false
  /** Whether the server records this person's voice. */
  recorded = false
  /** Whether the connection is lost and may be resumed. */
  away = false
  /** Whether their session has ended; its connection may take a while to close. */
  left = false
  /** Id of the account they are logged in to. */
  account: number | null = null
  /** Whether their current name is registered to them. */
  registered = false
  presence: Presence = 'available'
  /** What they say of their presence; may be empty. */
  presenceText = ''
  /** Whether they may moderate everywhere on the server. */
  operator = false
  /** Whether the client sent `hello`, and is therefore sent changes of the list of rooms. */
  greeted = false
  /** Whether the client subscribed to the activity of other rooms. */
  curious = false

  constructor(id: number, channel: ParticipantChannel) {
    this.id = id
    this.#channel = channel
  }

  get hears(): boolean {
    return !this.deafened && !this.away
  }

  /** The codec with that name; null when it was not negotiated. PCM always is. */
  codecNamed(name: Codec): VoiceCodec | null {
    if (name === this.codec.name) return this.codec
    return name === PCM.name ? PCM : null
  }

  /** Replaces the channel when the session continues on a new connection. */
  attach(channel: ParticipantChannel): void {
    this.#channel = channel
  }

  /** Sends a message to this person only. */
  send(message: Label): void {
    this.#channel.send(message)
  }

  /** Sends a message that was encoded once for several people. */
  sendEncoded(label: string, message: Buffer): void {
    this.#channel.sendEncoded(label, message)
  }

  /** The channel for this person's voice and pictures. */
  get media(): MediaChannel {
    return this.#channel.media
  }

  /** What everyone in the room is sent about this person. */
  describe(): User {
    const { id, name, muted, deafened, sharing, recording } = this
    const user = { id, name, muted, deafened, sharing, recording }
    return {
      ...user,
      ...(this.hand ? { hand: true } : {}),
      ...(this.recorded ? { recorded: true } : {}),
      ...(this.registered ? { registered: true } : {}),
      ...(this.operator ? { operator: true } : {}),
      ...(this.away ? { reconnecting: true } : {}),
    }
  }
}
