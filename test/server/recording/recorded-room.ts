import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { frameLength } from '../../../src/audio/format.ts'
import { parseDescription, type RecordingDescription } from '../../../src/audio/recording-description.ts'
import { WAV_HEADER_BYTES } from '../../../src/audio/wav/wav-header.ts'
import type { Label, LabelName } from '../../../src/protocol/labels.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { Recordings, type RecordingsOptions } from '../../../src/server/recording/recordings.ts'
import { Participant } from '../../../src/server/rooms/participant.ts'
import { Room } from '../../../src/server/rooms/room.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { sine } from '../../helpers/tones.ts'

/** A participant of a recorded room, and the messages they were sent. */
export class Member extends Participant {
  readonly sent: Label[]

  constructor(id: number, name: string) {
    const sent: Label[] = []
    super(id, {
      send: (message) => sent.push(message),
      sendEncoded: (_, message) => sent.push(JSON.parse(message.toString('utf8'))),
      media: { sendRealtime: () => {}, sendPicture: () => true },
    })
    this.name = name
    this.sent = sent
  }

  /** The messages with that label that they were sent. */
  heard<Name extends LabelName>(label: Name): Label<Name>[] {
    return this.sent.filter((message) => message.label === label) as Label<Name>[]
  }
}

export const VOICE = { rate: 5_000, frameMs: 20, bitrate: 32_000 }

/** A room with its participants and a folder for its recordings, driven by a manual clock. */
export class RecordedRoom {
  readonly clock: ManualClock
  readonly folder: string
  readonly recordings: Recordings
  readonly room: Room
  readonly frame = frameLength(VOICE)
  #members = 0

  private constructor(folder: string, recordings: Recordings, clock: ManualClock) {
    this.folder = folder
    this.recordings = recordings
    this.clock = clock
    this.room = new Room('Stand-up, early', clock, { voice: VOICE, limits })
  }

  /** @param options besides format and clock; default: the limits of the contract */
  static async open(folder = freshFolder(), options: Partial<RecordingsOptions> = {}): Promise<RecordedRoom> {
    const clock = new ManualClock()
    const recordings = await Recordings.open(folder, { format: VOICE, clock, limits, ...options })
    onTestFinished(() => recordings.close())
    return new RecordedRoom(folder, recordings, clock)
  }

  join(...names: string[]): Member[] {
    return names.map((name) => {
      const member = new Member(++this.#members, name)
      this.room.enter(member)
      this.room.sendStateTo(member)
      return member
    })
  }

  /** Starts a recording by the server for `recorder`, with the consent of others. */
  async record(recorder: Member, ...agreeing: Member[]): Promise<void> {
    await this.room.recorders.start(this.recordings, { recorder, address: '192.0.2.1' })
    for (const member of agreeing) await this.room.recording!.answer(member, true)
  }

  /** Sends a continuous tone in frames for `ms`. */
  talk(member: Member, hz: number, ms: number): void {
    const begin = this.clock.now()
    const next = (index: number) => {
      if (index * 20 >= ms) return
      this.clock.after(begin + index * 20 - this.clock.now(), () => {
        const frame = sine(hz, VOICE.rate, this.frame, 0.1, index * this.frame)
        this.room.mixer.push(member, new Uint8Array(frame.buffer))
        next(index + 1)
      })
    }
    next(0)
  }

  /** The folder of the only recording. */
  get path(): string {
    const [room] = readdirSync(this.folder)
    const [recording] = readdirSync(join(this.folder, room!))
    return join(this.folder, room!, recording!)
  }

  get description(): RecordingDescription {
    return parseDescription(readFileSync(join(this.path, 'recording.json'), 'utf8'))
  }

  get events(): { at: number; event: string; [field: string]: unknown }[] {
    const lines = readFileSync(join(this.path, 'events.jsonl'), 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line))
  }

  sound(file: string): Int16Array {
    const bytes = readFileSync(join(this.path, file))
    return new Int16Array(new Uint8Array(bytes.subarray(WAV_HEADER_BYTES)).buffer)
  }
}
