import type { Readable, Writable } from 'node:stream'
import type { Cancel, Clock } from '../../../lib/clock.ts'
import { type AudioFormat, frameBytes } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import { DeviceError, type Microphone, type Speaker } from '../device.ts'
import { SampleDecoder } from './sample-decoder.ts'

/** ms of audio buffered for a slow reader; beyond it, frames are dropped. */
const MAX_UNREAD = 200

/**
 * A microphone that reads raw audio from a stream: s16le, mono, at the rate of `format`. It is read in real time, so that a
 * faster writer is throttled; if the writer is late, frames are skipped. The last frame is padded with silence.
 */
export function streamMicrophone(stream: Readable, name: string, format: AudioFormat, clock: Clock): Microphone {
  const length = frameBytes(format)
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
        handlers.failed(new DeviceError(`cannot read audio from ${name}: ${error.message}.`))
      }
      let ended = false
      stream.once('end', () => {
        ended = true
      })
      stream.on('error', onError)
      // Without a listener, a stream in paused mode does not start to read and never ends.
      stream.on('readable', () => {})
      const ticks = startFrameClock(clock, format.frameMs, () => {
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

/** A speaker that writes raw audio to a stream in real time: s16le, mono, at the rate of `format`. */
export function streamSpeaker(stream: Writable, name: string, format: AudioFormat, clock: Clock): Speaker {
  const maxUnread = (MAX_UNREAD / format.frameMs) * frameBytes(format)
  let stop: Cancel = () => {}
  return {
    name,
    start(pull, handlers) {
      const onError = (error: Error) => {
        stop()
        handlers.failed(new DeviceError(`cannot write audio to ${name}: ${error.message}.`))
      }
      stream.on('error', onError)
      const ticks = startFrameClock(clock, format.frameMs, () => {
        const samples = pull()
        if (stream.writableLength < maxUnread) stream.write(Buffer.from(samples.slice().buffer))
      })
      stop = ticks
    },
    async close() {
      stop()
    },
  }
}
