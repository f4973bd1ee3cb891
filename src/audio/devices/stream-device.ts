import type { Readable, Writable } from 'node:stream'
import type { Cancel, Clock } from '../../clock.ts'
import { FRAME_MS, frameBytes } from '../format.ts'
import { startFrameClock } from '../frame-clock.ts'
import { DeviceError, type Microphone, type Speaker } from './device.ts'
import { SampleDecoder } from './sample-decoder.ts'

/** Frames that may wait for a reader; what comes while it reads nothing is dropped. */
const MAX_UNREAD_FRAMES = 10

/**
 * A microphone that is a stream of raw sound: s16le, mono, `rate` samples per second. It is read at the pace of
 * speech, so that a program that writes faster waits; where it is late, frames are left out. The last frame is filled
 * up with silence.
 */
export function streamMicrophone(stream: Readable, name: string, rate: number, clock: Clock): Microphone {
  const length = frameBytes(rate)
  let stop: Cancel = () => {}
  return {
    name,
    start(handlers) {
      const end = () => {
        stop()
        handlers.ended?.()
      }
      const onError = (error: Error) => {
        stop()
        handlers.failed(new DeviceError(`cannot read sound from ${name}: ${error.message}.`))
      }
      let ended = false
      stream.once('end', () => {
        ended = true
      })
      stream.on('error', onError)
      // Without a listener a stream in paused mode does not begin to read, and never ends.
      stream.on('readable', () => {})
      const ticks = startFrameClock(clock, FRAME_MS, () => {
        const bytes = stream.read(length) as Buffer | null
        if (bytes) handlers.frame(frameOf(bytes, length))
        else if (ended || stream.readableEnded) end()
      })
      stop = () => {
        ticks()
        stream.off('error', onError)
      }
    },
    async close() {
      stop()
      stream.pause()
    },
  }
}

function frameOf(bytes: Buffer, length: number): Int16Array {
  if (bytes.length === length) return new SampleDecoder().push(bytes)
  const whole = Buffer.alloc(length)
  bytes.copy(whole)
  return new SampleDecoder().push(whole)
}

/** A speaker that is a stream of raw sound: s16le, mono, `rate` samples per second, written in real time. */
export function streamSpeaker(stream: Writable, name: string, rate: number, clock: Clock): Speaker {
  let stop: Cancel = () => {}
  return {
    name,
    start(pull, handlers) {
      const onError = (error: Error) => {
        stop()
        handlers.failed(new DeviceError(`cannot write sound to ${name}: ${error.message}.`))
      }
      stream.on('error', onError)
      const ticks = startFrameClock(clock, FRAME_MS, () => {
        const samples = pull()
        if (stream.writableLength < MAX_UNREAD_FRAMES * frameBytes(rate)) {
          stream.write(Buffer.from(samples.slice().buffer))
        }
      })
      stop = ticks
    },
    async close() {
      stop()
    },
  }
}
