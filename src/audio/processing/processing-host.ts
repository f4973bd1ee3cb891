/**
 * Entry of the process in which voice is processed. The client forks it, because the library aborts its process on an
 * invalid buffer, and so that its work does not block the interface. It is ended with SIGKILL.
 */
import { FrameProcessor } from './frame-processor.ts'
import { openProcessor } from './open-processor.ts'
import type { FromProcessing, ToProcessing } from './processing-messages.ts'

/** ms between two heartbeats. */
const ALIVE_EVERY = 500
/** Answers queued for a client that does not read; further frames are dropped. */
const MAX_UNREAD = 20

let frames: FrameProcessor | undefined
let unread = 0
/** Messages are processed one after the other, because opening a library takes a while. */
let work: Promise<void> = Promise.resolve()

function say(message: FromProcessing): void {
  if (unread >= MAX_UNREAD && message.type === 'near') return
  unread++
  process.send?.(message, undefined, {}, () => unread--)
}

async function take(message: ToProcessing): Promise<void> {
  if (message.type === 'far') {
    frames?.far(message.samples)
  } else if (message.type === 'near') {
    if (frames) say({ ...message, samples: frames.near(message.samples) })
  } else {
    frames ??= await FrameProcessor.create(message.rate)
    const { processor, missing } = await openProcessor(message.wanted)
    frames.processor?.close()
    frames.processor = processor
    say({ type: 'ready', missing })
  }
}

process.on('message', (message: ToProcessing) => {
  work = work
    .then(() => take(message))
    .catch((error: Error) => say({ type: 'failed', reason: error.message.split('\n')[0]! }))
})
setInterval(() => say({ type: 'alive' }), ALIVE_EVERY)
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
// Ctrl-C is sent to all processes of a terminal; only the client handles it.
process.on('SIGINT', () => {})
