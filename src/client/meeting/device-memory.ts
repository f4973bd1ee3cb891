import { parseDeviceSpec } from '../../audio/devices/device-spec.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { Memory } from '../store/memory.ts'
import type { Meeting } from './meeting.ts'

type Kind = 'microphone' | 'speaker'

/** Remembers the devices chosen in a meeting. A remembered device that is gone is replaced by the default. */
export class DeviceMemory {
  readonly #memory: Memory
  readonly #specs: Record<Kind, string | undefined>
  /** Devices from memory that have not worked yet, and so may be gone. */
  readonly #unsure: Set<Kind>

  /** @param asked devices from the options, which take precedence over remembered ones */
  constructor(memory: Memory, asked: Record<Kind, string | undefined>) {
    const { devices } = memory
    this.#memory = memory
    this.#specs = {
      microphone: asked.microphone ?? devices.microphone ?? undefined,
      speaker: asked.speaker ?? devices.speaker ?? undefined,
    }
    this.#unsure = new Set(
      (['microphone', 'speaker'] as const).filter((kind) => asked[kind] === undefined && devices[kind] !== null),
    )
  }

  /** The device to open, as accepted by `openMicrophone` and `openSpeaker`; undefined is the default. */
  spec(kind: Kind): string | undefined {
    return this.#specs[kind]
  }

  /** Takes an event of the meeting. */
  observe(meeting: Meeting, event: MeetingEvent): void {
    if (event.event !== 'device' || !this.#unsure.delete(event.kind) || event.fine) return
    const { sound } = meeting
    void (event.kind === 'microphone' ? sound.useMicrophone('default') : sound.useSpeaker('default'))
  }

  /** Remembers a device that the user chose. Files and streams are not remembered. */
  chosen(kind: Kind, spec: string): void {
    const { kind: what } = parseDeviceSpec(spec)
    if (what === 'named' || what === 'default') {
      void this.#memory.rememberDevices({ [kind]: what === 'default' ? null : spec })
    }
  }
}
