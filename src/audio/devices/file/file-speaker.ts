import type { Cancel, Clock } from '../../../lib/clock.ts'
import type { AudioFormat } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import { WavWriter } from '../../wav/wav-writer.ts'
import { DeviceError, type Speaker, type SpeakerHandlers } from '../device.ts'

/**
 * A speaker that is a new WAV file, filled in real time.
 *
 * @throws DeviceError where the file exists already or cannot be made
 */
export async function openFileSpeaker(path: string, format: AudioFormat, clock: Clock): Promise<Speaker> {
  let handlers: SpeakerHandlers | undefined
  let stop: Cancel = () => {}
  const onError = (error: Error) => {
    stop()
    handlers?.failed(new DeviceError(error.message, { cause: error }))
  }
  const writer = await WavWriter.create(path, format.rate, { onError }).catch((error: Error) => {
    throw new DeviceError(error.message, { cause: error })
  })
  return {
    name: path,
    start(pull, reporting) {
      handlers = reporting
      stop = startFrameClock(clock, format.frameMs, () => writer.write(pull()))
    },
    async close() {
      stop()
      handlers = undefined
      await writer.close()
    },
  }
}
