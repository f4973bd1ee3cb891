/**
 * The program in which voice is processed, forked by the client: the library would end its process over a buffer that
 * it does not like, and its work shall not make the interface wait. It is ended by a kill.
 */
import { FrameProcessor } from './frame-processor.ts'
import { openProcessor } from './open-processor.ts'
import type { FromProcessing, ToProcessing } from './processing-messages.ts'

/** ms between two signs of life. */
const ALIVE_EVERY = 500
/** Answers that may wait for a client that does not read; frames beyond are dropped. */
const MAX_UNREAD = 20

let frames: FrameProcessor | undefined
let unread = 0
/** One message is done with before the next is looked at: opening a library takes a while. */
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
// Ctrl-C goes to all programs of a terminal; the client decides what it means.
process.on('SIGINT', () => {})
