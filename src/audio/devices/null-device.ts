import type { Cancel, Clock } from '../../clock.ts'
import type { AudioFormat } from '../format.ts'
import { startFrameClock } from '../frame-clock.ts'
import type { Microphone, Speaker } from './device.ts'

/** A microphone that never says anything. */
export function nullMicrophone(): Microphone {
  return { name: 'none', start() {}, async close() {} }
}

/** A speaker that takes frames in real time and that nobody hears. */
export function nullSpeaker({ frameMs }: AudioFormat, clock: Clock): Speaker {
  let stop: Cancel = () => {}
  return {
    name: 'none',
    start(pull) {
      stop = startFrameClock(clock, frameMs, pull)
    },
    async close() {
      stop()
    },
  }
}
