import { opusLoop } from '../bench/load/tones.ts'
import { brokenLines, hostileTexts } from '../fuzz/hostile-values.ts'
import type { Attack } from './attack.ts'
import type { Foe } from './foe.ts'
import { HONEST_ROOM } from './honest-room.ts'
import { sessionAttacks } from './session-attacks.ts'

const JOIN_HONEST = { action: 'join', room: HONEST_ROOM }
const LONG_TEXT = 'x'.repeat(4_000)
/** 20 ms of silence at 48 kHz, so that hostile voice does not change the mix that is checked. */
const SILENT_FRAME = Buffer.concat([Buffer.from('{"action":"voice","bytes":1920}\n'), Buffer.alloc(1920)])
/** Loud voice in frames of 20 ms at 48 kHz, as PCM and as Opus. */
const PCM_FRAME = Buffer.concat([Buffer.from('{"action":"voice","bytes":1920}\n'), Buffer.alloc(1920, 0x35)])
const OPUS_FRAMES = opusLoop({ rate: 48_000, frameMs: 20 }, 0).map((payload) =>
  Buffer.concat([Buffer.from(`{"action":"voice","codec":"opus","bytes":${payload.length}}\n`), payload]),
)
/** ms between two frames of a hostile talker: as fast as the server accepts them for ever. */
const FAST = 14
/** The start of a TLS record with the start of a handshake. */
const TLS_BEGIN = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])

function line(message: object): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\n`)
}

function noise({ random }: Foe, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.below(256)))
}

/** Talks without end in one of `rooms` rooms, every second one with Opus. */
function talk(foe: Foe, rooms: number): void {
  const room = `crowd ${foe.number % rooms}`
  foe.say(
    { action: 'hello', name: `Talker ${foe.number}`, codecs: ['opus'] },
    { action: 'create', room },
    { action: 'join', room },
  )
  let at = foe.number
  const opus = foe.random.chance(0.5)
  foe.every(FAST, () => foe.write(opus ? OPUS_FRAMES[at++ % OPUS_FRAMES.length]! : PCM_FRAME))
}

/** The recording that `AttackedRecordings` prepares. */
export const BIG_RECORDING = 'big/2026-01-31_09-00-00'
/** 20 ms of loud sound, which is written to the disk. */
const LOUD_FRAME = Buffer.concat([Buffer.from('{"action":"voice","bytes":1920}\n'), Buffer.alloc(1920, 0x11)])

/** All attacks, by their name for `npm run soak -- --attack NAME`. */
export const attacks: Readonly<Record<string, Attack>> = {
  garbage: {
    what: 'random bytes and broken lines',
    connections: 50,
    act: (foe) =>
      foe.flood(() =>
        foe.random.chance(0.5) ? noise(foe, 512) : Buffer.from(`${foe.random.of(brokenLines)}\n`, 'latin1'),
      ),
  },
  'half-open': {
    what: 'silent connections, half of them half-closed',
    connections: 500,
    act: (foe) => foe.random.chance(0.5) && foe.endHalf(),
  },
  slowloris: {
    what: 'one byte of a line every 20 ms',
    connections: 300,
    act: (foe) => {
      const text = line({ action: 'hello', name: `Slow ${foe.number}`, more: LONG_TEXT })
      let at = 0
      foe.every(20, () => foe.write(text.subarray(at, ++at)))
    },
  },
  'giant-lines': {
    what: 'endless lines',
    connections: 20,
    act: (foe) => foe.flood(() => Buffer.alloc(64 * 1024, 0x20)),
  },
  'payload-bombs': {
    what: 'huge announced payloads, and payloads on actions that take none',
    connections: 50,
    act: (foe) => {
      foe.say(JOIN_HONEST)
      const bytes = foe.random.of([1e15, 2 ** 31, 1_000_000, 65_536, 8_193])
      const action = foe.random.of(['voice', 'list', 'say', 'dance'])
      foe.flood(() => Buffer.concat([line({ action, bytes }), Buffer.alloc(Math.min(bytes, 65_536), 0x7b)]))
    },
  },
  'join-storm': {
    what: 'joining and leaving the honest room in a loop',
    connections: 40,
    act: (foe) => {
      foe.say({ action: 'hello', name: `Storm ${foe.number}` })
      foe.flood(() => Buffer.concat([line(JOIN_HONEST), line({ action: 'quit_room' })]))
    },
  },
  'chat-flood': {
    what: 'chat messages of 4,000 letters in the honest room',
    connections: 20,
    act: (foe) => {
      foe.say({ action: 'hello', name: `Flood ${foe.number}` }, JOIN_HONEST)
      foe.flood(() => line({ action: 'say', text: LONG_TEXT }))
    },
  },
  'room-flood': {
    what: 'creating as many rooms as possible',
    connections: 50,
    act: (foe) => foe.flood(() => line({ action: 'create', room: `room ${foe.random.below(1e9)}`, temporary: true })),
  },
  'reset-storm': { what: 'connections reset immediately', connections: 100, act: (foe) => foe.reset() },
  'never-reading': {
    what: 'listeners and watchers in the honest room that never read',
    connections: 200,
    act: (foe) => {
      foe.stopReading()
      foe.say({ action: 'hello', name: `Deaf ${foe.number}` }, JOIN_HONEST)
      // Some acknowledge; for the others, the server sees only what the kernel accepts.
      if (foe.random.chance(0.5)) foe.say({ action: 'ack', received: 0 })
      foe.every(1_000, () => foe.say({ action: 'list' }, { action: 'screen_start_watching', from: 1 }))
    },
  },
  'hello-storm': {
    what: 'hello and rename without a pause',
    connections: 30,
    act: (foe) =>
      foe.flood(() =>
        line({ action: 'hello', name: `Name ${foe.random.below(1e6)}`, resumable: true, activity: true }),
      ),
  },
  'hostile-names': {
    what: 'confusable names and names with control sequences in the honest room',
    connections: 30,
    act: (foe) => {
      foe.say(JOIN_HONEST)
      foe.flood(() =>
        line({ action: 'rename', name: foe.random.of([...hostileTexts, 'User000001', 'Usеr000001', 'uSER000001']) }),
      )
    },
  },
  'voice-flood': {
    what: 'voice in the honest room as fast as it is accepted',
    connections: 5,
    act: (foe) => {
      foe.say({ action: 'hello', name: `Loud ${foe.number}` }, JOIN_HONEST)
      foe.flood(() => SILENT_FRAME)
    },
  },
  'crowded-rooms': {
    what: '600 people who talk in 6 other rooms, at 1.4 times real time, with PCM or Opus',
    connections: 600,
    act: (foe) => talk(foe, 6),
  },
  'crowded-server': { what: 'the same in 300 other rooms', connections: 600, act: (foe) => talk(foe, 300) },
  'wrong-passwords': {
    what: 'guessing passwords',
    connections: 20,
    act: (foe) => {
      foe.say({ action: 'create', room: 'locked', password: 'right' })
      foe.flood(() => line({ action: 'join', room: 'locked', password: `wrong ${foe.random.below(1e9)}` }))
    },
  },
  'recording-flood': {
    what: 'guests who have the server record as much, and as often, as possible',
    connections: 40,
    recordings: true,
    act: (foe) => {
      const room = `records ${foe.number}`
      foe.say({ action: 'hello', name: `Guest ${foe.number}` }, { action: 'create', room, temporary: true })
      foe.say({ action: 'join', room }, { action: 'record_start', tracks: true })
      foe.every(20, () => foe.write(LOUD_FRAME))
      if (foe.random.chance(0.5)) return
      foe.every(50, () => foe.say({ action: 'record_end' }, { action: 'record_start', tracks: true }))
    },
  },
  'recording-asking': {
    what: 'requests for an unfinished recording of 1.5 GB, without a token or with a wrong one',
    connections: 20,
    recordings: true,
    act: (foe) => {
      const fetch = { action: 'recording_fetch', recording: BIG_RECORDING, file: 'mix.wav', offset: 0 }
      foe.flood(() => {
        const token = `guess ${foe.random.below(1e9)}`
        const keys = [{ recording: BIG_RECORDING, token }]
        return line(foe.random.of([fetch, { ...fetch, token }, { action: 'recordings', keys }]))
      })
    },
  },
  'tls-garbage': {
    what: 'invalid or endless TLS handshakes',
    connections: 100,
    tls: true,
    act: (foe) => {
      foe.write(TLS_BEGIN)
      if (foe.random.chance(0.5)) foe.write(noise(foe, 600))
    },
  },
  ...sessionAttacks,
}
