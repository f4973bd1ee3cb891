import type { Cancel, Clock } from '../../../lib/clock.ts'
import type { AudioFormat } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import type { Microphone, Speaker } from '../device.ts'

/** A microphone that is always silent. */
export function nullMicrophone(): Microphone {
  return { name: 'none', start() {}, async close() {} }
}

/** ms of silence after which the speaker takes two frames at a time: waking up costs more CPU than a frame. */
const QUIET_AFTER = 1_000

/** A speaker that takes frames in real time and discards them. */
export function nullSpeaker({ frameMs }: AudioFormat, clock: Clock): Speaker {
  let stop: Cancel = () => {}
  return {
    name: 'none',
    start(pull) {
      let silence = 0
      let owed = 1
      const take = () => {
        for (; owed > 0; owed--) silence = isSilent(pull()) ? silence + frameMs : 0
        owed = silence >= QUIET_AFTER ? 2 : 1
      }
      stop = startFrameClock(clock, frameMs, take, () => owed)
    },
    async close() {
      stop()
    },
  }
}

function isSilent(samples: Int16Array): boolean {
  return samples.every((sample) => sample === 0)
}
