/**
 * Loaded into the built programs by `--import`, to tell when a click passes which point on its way: it stands
 * around a few public methods, so that the programs hold no trace of being measured. Each line that it appends to
 * the file PARLOR_TRACE_FILE is a stage and the machine's monotonic clock in ms, which all processes share.
 */
import { appendFileSync } from 'node:fs'

const { PARLOR_TRACE_FILE: file, PARLOR_TRACE_STAGES: stages = '' } = process.env
/** A click is louder than this, and none begins within so many ms of another. */
const LOUD = 8_000
const APART_MS = 300

/** What is wrapped: module, class, method, and where the frame is that passed. */
export const POINTS = {
  spoken: ['client/voice/uplink.js', 'Uplink', 'hear', ([samples]) => samples],
  received: ['server/voice/room-mixer.js', 'RoomMixer', 'push', ([, payload]) => samplesOf(payload)],
  mixed: [
    'protocol/wire/connection.js',
    'Connection',
    'sendRealtime',
    ([message, bytes]) => samplesOf(message.subarray(-bytes)),
  ],
  arrived: ['audio/playout-buffer.js', 'PlayoutBuffer', 'push', ([pcm]) => samplesOf(pcm)],
  played: ['audio/playout-buffer.js', 'PlayoutBuffer', 'pull', ([out]) => out],
}

// The processes that a client starts for its devices inherit the environment, and have none of this.
if (file && /(client|server)\/main\.js$/.test(process.argv[1] ?? '')) {
  for (const stage of stages.split(',')) await wrap(stage, ...POINTS[stage])
}

async function wrap(stage, module, name, method, frameOf) {
  const { prototype } = (await import(new URL(`../../dist/${module}`, import.meta.url).href))[name]
  const original = prototype[method]
  let last = Number.NEGATIVE_INFINITY
  prototype[method] = function (...args) {
    const now = Number(process.hrtime.bigint()) / 1e6
    const result = original.apply(this, args)
    if (now - last > APART_MS && frameOf(args).some((sample) => Math.abs(sample) > LOUD)) {
      last = now
      appendFileSync(file, `${stage} ${now}\n`)
    }
    return result
  }
}

function samplesOf(bytes) {
  return new Int16Array(new Uint8Array(bytes).buffer)
}
