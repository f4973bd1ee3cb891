import { parseDeviceSpec } from '../../audio/devices/device-spec.ts'
import type { Memory } from '../store/memory.ts'
import type { Meeting } from './meeting.ts'
import type { MeetingEvent } from './meeting-events.ts'

type Kind = 'microphone' | 'speaker'

/** Remembers which devices were chosen in a meeting; where one is gone by the next, the default takes its place. */
export class DeviceMemory {
  readonly #memory: Memory
  readonly #specs: Record<Kind, string | undefined>
  /** Those that were taken from memory, and so may be gone. */
  readonly #unsure: Set<Kind>

  /** @param asked the devices that were asked for by flag or setting, which beat those of the memory. */
  constructor(memory: Memory, asked: Record<Kind, string | undefined>) {
    const { devices } = memory
    this.#memory = memory
    this.#specs = {
      microphone: asked.microphone ?? devices.microphone ?? undefined,
      speaker: asked.speaker ?? devices.speaker ?? undefined,
    }
    this.#unsure = new Set(
      (['microphone', 'speaker'] as const).filter(
        (kind) => asked[kind] === undefined && devices[kind] !== null,
      ),
    )
  }

  /** What to open, as `openMicrophone` and `openSpeaker` take it. */
  spec(kind: Kind): string | undefined {
    return this.#specs[kind]
  }

  /** Takes note of what happened in a meeting. */
  observe(meeting: Meeting, event: MeetingEvent): void {
    if (event.event !== 'device' || !this.#unsure.delete(event.kind) || event.fine) return
    const { sound } = meeting
    void (event.kind === 'microphone' ? sound.useMicrophone('default') : sound.useSpeaker('default'))
  }

  /** A device was chosen. Files and the like are for one meeting only. */
  chosen(kind: Kind, spec: string): void {
    const { kind: what } = parseDeviceSpec(spec)
    if (what === 'named' || what === 'default') {
      void this.#memory.rememberDevices({ [kind]: what === 'default' ? null : spec })
    }
  }
}
