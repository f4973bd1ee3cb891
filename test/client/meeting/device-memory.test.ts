import { describe, expect, it } from 'vitest'
import { DeviceMemory } from '../../../src/client/meeting/device-memory.ts'
import type { Meeting } from '../../../src/client/meeting/meeting.ts'
import { Memory } from '../../../src/client/store/memory.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const NOTHING = { microphone: undefined, speaker: undefined }
const gone = { event: 'device', kind: 'microphone', fine: false, message: 'no microphone matches that' } as const

function remembering() {
  return new Memory(new ManualClock(), `${freshFolder()}/memory.json`)
}

/** A meeting whose sound only notes what it is asked for. */
function listening(): { meeting: Meeting; asked: string[] } {
  const asked: string[] = []
  const sound = {
    useMicrophone: async (spec: string) => void asked.push(`microphone ${spec}`),
    useSpeaker: async (spec: string) => void asked.push(`speaker ${spec}`),
  }
  return { meeting: { sound } as unknown as Meeting, asked }
}

describe('DeviceMemory', () => {
  it('uses the devices chosen last, unless the options name others', async () => {
    const memory = remembering()
    await memory.rememberDevices({ microphone: 'pulse:headset', speaker: 'pulse:hall' })
    const devices = new DeviceMemory(memory, { microphone: undefined, speaker: 'null' })
    expect([devices.spec('microphone'), devices.spec('speaker')]).toEqual(['pulse:headset', 'null'])
  })

  it('remembers sound cards only', () => {
    const memory = remembering()
    const devices = new DeviceMemory(memory, NOTHING)
    devices.chosen('microphone', 'pulse:headset')
    devices.chosen('speaker', 'heard.wav')
    expect(memory.devices).toEqual({ microphone: 'pulse:headset', speaker: null })
    devices.chosen('microphone', 'default')
    expect(memory.devices.microphone).toBeNull()
  })

  it('falls back to the default device once when a remembered one is gone', async () => {
    const memory = remembering()
    await memory.rememberDevices({ microphone: 'pulse:headset' })
    const devices = new DeviceMemory(memory, NOTHING)
    const { meeting, asked } = listening()
    devices.observe(meeting, gone)
    devices.observe(meeting, gone)
    expect(asked).toEqual(['microphone default'])
  })

  it('does not replace a device that was named in the options or has worked', async () => {
    const memory = remembering()
    await memory.rememberDevices({ microphone: 'pulse:headset' })
    const { meeting, asked } = listening()
    new DeviceMemory(memory, { ...NOTHING, microphone: 'pulse:other' }).observe(meeting, gone)
    const worked = new DeviceMemory(memory, NOTHING)
    worked.observe(meeting, { ...gone, fine: true })
    worked.observe(meeting, gone)
    expect(asked).toEqual([])
  })
})
