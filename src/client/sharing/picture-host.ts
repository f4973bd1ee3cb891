/**
 * The child process that captures and encodes the user's share. It is separate because capture libraries may block,
 * print or crash, and because its work must not delay voice.
 */
import { systemClock } from '../../lib/clock.ts'
import { listCameras } from '../../screen/capture/list-cameras.ts'
import { listScreens, listWindows } from '../../screen/capture/list-screens.ts'
import { type CaptureOptions, openCapture } from '../../screen/capture/open-capture.ts'
import type { Place } from '../../screen/capture/source-area.ts'
import { DeltaEncoder } from '../../screen/delta-encoder.ts'
import type { Picture } from '../../screen/picture.ts'
import { PictureStream } from '../../screen/picture-stream.ts'
import type { FromPictures, ToPictures } from './picture-messages.ts'

/** ms between signs of life. */
const ALIVE_EVERY = 1_000

let stream: PictureStream<Picture> | null = null

function say(message: FromPictures): void {
  if (process.connected) process.send?.(message, undefined, {}, () => {})
}

function fail(error: unknown): void {
  say({ type: 'failed', sentence: (error as Error).message.split('\n')[0]! })
}

async function open(options: CaptureOptions): Promise<void> {
  const source = await openCapture(options, systemClock)
  say({ type: 'opened', label: source.label })
  const reopen = () => openCapture(options, systemClock)
  stream = new PictureStream(source, reopen, new DeltaEncoder(), options.fps, systemClock, {
    piece: (piece) => say({ type: 'piece', piece }),
    pace: (fps, quality) => say({ type: 'pace', fps, quality }),
    failed: (sentence) => say({ type: 'failed', sentence }),
  })
}

async function list(): Promise<void> {
  let problem: string | null = null
  const screens = await listScreens().catch((error: Error): Place[] => {
    problem = error.message
    return []
  })
  const windows = problem === null ? listWindows() : []
  say({ type: 'listed', sources: { screens, windows, cameras: await listCameras(), problem } })
}

async function end(): Promise<void> {
  await stream?.close()
  process.kill(process.pid, 'SIGKILL')
}

process.on('message', (message: ToPictures) => {
  if (message.type === 'open') open(message.options).catch(fail)
  else if (message.type === 'list') list().catch(fail)
  else if (message.type === 'watched') stream!.watched = message.on
  else if (message.type === 'keyframe') stream?.keyframe()
  else if (message.type === 'sent') stream?.sent(message.ms)
  else if (message.type === 'reset') stream?.reset()
  else void end()
})
setInterval(() => say({ type: 'alive' }), ALIVE_EVERY)
process.on('disconnect', () => void end())
process.on('uncaughtException', fail)
// A library may reject a promise that nobody awaits any more.
process.on('unhandledRejection', () => {})
// The terminal sends Ctrl+C to all processes; the client decides what it means.
process.on('SIGINT', () => {})
