import { formatOf } from '../scenario.ts'
import { LoadClient } from './client.ts'
import type { Ear } from './ear.ts'
import type { LoadOrder } from './order.ts'
import { SignatureEar } from './signature-ear.ts'
import { signedSpeech, toneSpeech } from './speech.ts'
import { Talker } from './talker.ts'
import { ToneEar } from './tone-ear.ts'

/** Connections made at the same time. */
const AT_ONCE = 50
/** One listener in so many is sampled, the last one always. */
const SAMPLED = 20

/** A room full of members, in it and silent as yet. */
export interface LoadRoom {
  clients: LoadClient[]
  talkers: Talker[]
  /** Those whose share of the mix is counted: all who are silent, or everybody where nobody is. */
  listeners: LoadClient[]
  /** The talkers' and the sampled listeners'. */
  ears: Ear[]
}

/** Creates room `number` and joins its members; the first of them are the talkers. Ears add their latencies in ms to `latencies`. */
export async function fillRoom(order: LoadOrder, number: number, latencies: number[]): Promise<LoadRoom> {
  const { members, talkers: talking, variant } = order.scenario
  const [Hearing, speech] = variant === 'opus' ? [ToneEar, toneSpeech] : [SignatureEar, signedSpeech]
  const format = formatOf(order.scenario)
  const line = { port: order.port, secure: variant === 'tls', ack: order.scenario.ack }
  const isSampled = (m: number) => m < talking || (m - talking) % SAMPLED === SAMPLED / 2 || m === members - 1
  const clients: LoadClient[] = []
  while (clients.length < members) {
    const looks = Array.from({ length: Math.min(AT_ONCE, members - clients.length) }, (_, i) =>
      isSampled(clients.length + i),
    )
    const isFirst = clients.length === 0
    const batch = await Promise.all(looks.map((look) => LoadClient.connect(line, look)))
    if (isFirst) await batch[0]!.request({ action: 'create', room: roomName(number) }, 'created_room')
    await Promise.all(batch.map((client) => enter(client, order, number)))
    clients.push(...batch)
  }
  const talkers = clients.slice(0, talking).map((client, t) => new Talker(client, speech(format, t)))
  const ears: Ear[] = []
  for (const [m, client] of clients.entries()) {
    if (!isSampled(m)) continue
    const ear = new Hearing(format, m < talking ? m : -1, talkers, latencies)
    client.onPayload = (payload, at) => ear.hear(payload, at)
    ears.push(ear)
  }
  const silent = clients.slice(talking)
  return { clients, talkers, listeners: silent.length > 0 ? silent : clients, ears }
}

async function enter(client: LoadClient, { scenario }: LoadOrder, number: number): Promise<void> {
  if (scenario.variant === 'opus') await client.request({ action: 'hello', codecs: ['opus'] }, 'hello')
  await client.request({ action: 'join', room: roomName(number) }, 'join_room')
}

function roomName(number: number): string {
  return `bench ${number}`
}
