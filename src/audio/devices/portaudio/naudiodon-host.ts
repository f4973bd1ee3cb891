import { loadNaudiodon, naudiodonDevices } from './naudiodon.ts'
import { startCapture } from './naudiodon-capture.ts'
import type { FromHost, ToHost } from './naudiodon-messages.ts'
import { NaudiodonPlayback } from './naudiodon-playback.ts'

/** ms of sound that may wait for a client that does not read; frames beyond are dropped. */
const MAX_UNREAD = 200

let unread = 0
let playback: NaudiodonPlayback | undefined

function say(message: FromHost): void {
  unread++
  process.send?.(message, undefined, {}, () => unread--)
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  say({ type: 'failed', reason: message.split('\n')[0]! })
}

async function answer(message: ToHost): Promise<void> {
  if (message.type === 'frame') {
    playback?.play(message.samples)
  } else if (message.type === 'list') {
    say({ type: 'devices', devices: naudiodonDevices(loadNaudiodon()) })
  } else if (message.direction === 'in') {
    const { format, target } = message
    const frame = (samples: Int16Array) => {
      if (unread * format.frameMs < MAX_UNREAD) say({ type: 'frame', samples })
    }
    const name = await startCapture(loadNaudiodon(), format, target, { frame, failed: fail })
    say({ type: 'opened', name })
  } else {
    const pull = () => say({ type: 'pull' })
    const { format, target } = message
    playback = await NaudiodonPlayback.start(loadNaudiodon(), format, target, { pull, failed: fail })
    say({ type: 'opened', name: playback.name })
  }
}

process.on('message', (message: ToHost) => void answer(message).catch(fail))
// A plain exit waits for the threads that PortAudio blocks.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
// Ctrl-C goes to all programs of a terminal; the client decides what it means.
process.on('SIGINT', () => {})
