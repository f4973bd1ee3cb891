import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { ChatServer } from '../../../src/server/chat-server.ts'
import { TextLog } from '../../../src/server/log/log-formats.ts'
import { metricsOf } from '../../../src/server/metrics/metrics.ts'
import { connect, type WireClient } from '../../helpers/wire-client.ts'

const FRAME = new Int16Array(960).fill(1000)

async function start() {
  const server = new ChatServer({
    // A flood is to fill what waits for its sender, and not to be read slower.
    limits: { ...limits, askedBurst: 1_000_000 },
    voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 },
    codecs: ['pcm'],
    clock: systemClock,
    log: new TextLog(null, () => {}),
    identity: null,
    places: { connections: 3, connectionsPerAddress: 3 },
    password: null,
    recordings: null,
  })
  const port = await server.listen(0, '127.0.0.1')
  onTestFinished(() => server.close())
  const registry = metricsOf(server)
  return {
    server,
    registry,
    async arrive(name: string): Promise<WireClient> {
      const client = await connect(port)
      await client.ask({ action: 'hello', name, codecs: ['pcm'] })
      return client
    },
    stranger: () => connect(port),
    /** The value of a metric by its name and labels, as they stand in the text. */
    async value(series: string): Promise<number> {
      const lines = (await registry.metrics()).split('\n')
      return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length))
    },
  }
}

describe('metricsOf', () => {
  it('counts connections, rooms, frames and bytes, also of clients that have left', async () => {
    const { arrive, stranger, value } = await start()
    const [ann, bo] = [await arrive('Ann'), await arrive('Bo')]
    await ann.ask({ action: 'create', room: 'hello' })
    for (const one of [ann, bo]) await one.ask({ action: 'join', room: 'hello' })
    for (let i = 0; i < 5; i++) ann.sendVoice(FRAME)
    await expect.poll(() => bo.voice.length).toBe(5)
    await ann.ask({ action: 'mute', muted: true })
    ann.sendVoice(FRAME)
    await ann.ask({ action: 'list' })
    expect(await value('parlor_connections')).toBe(2)
    expect(await value('parlor_rooms')).toBe(1)
    expect(await value('parlor_participants')).toBe(2)
    expect(await value('parlor_frames_received_total{class="voice"}')).toBe(6)
    expect(await value('parlor_frames_sent_total{class="voice"}')).toBe(5)
    expect(await value('parlor_frames_dropped_total{class="voice",reason="muted"}')).toBe(1)
    expect(await value('parlor_mixes_total')).toBe(5)
    expect(await value('parlor_mix_seconds_count')).toBe(5)
    expect(await value('parlor_mix_seconds_bucket{le="+Inf"}')).toBe(5)
    expect(await value('parlor_mix_seconds_sum')).toBeGreaterThan(0)
    const received = await value('parlor_received_bytes_total')
    expect(received).toBeGreaterThan(6 * 1920)
    expect(await value('parlor_sent_bytes_total')).toBeGreaterThan(5 * 1920)

    await ann.ask({ action: 'screen_share', kind: 'screen' })
    const before = bo.payloadBytes
    bo.sendLine({ action: 'ack', received: before })
    bo.sendLine({ action: 'screen_start_watching', from: (await bo.next('screen_started')).from })
    await ann.next('screen_keyframe_wanted')
    const [width, height, bytes] = [64, 64, 100]
    const rects = [{ x: 0, y: 0, w: width, h: height, bytes }]
    ann.sendPayload({ action: 'screen', seq: 0, width, height, keyframe: true, rects }, Buffer.alloc(bytes))
    await expect.poll(() => bo.payloadBytes).toBe(before + bytes)
    expect(await value('parlor_frames_received_total{class="picture"}')).toBe(1)
    expect(await value('parlor_frames_sent_total{class="picture"}')).toBe(1)
    expect(await value('parlor_frames_dropped_total{class="picture",reason="skipped"}')).toBe(0)

    const third = await stranger()
    await third.ask({ action: 'list' })
    const refused = await stranger()
    await refused.closed
    third.sendRaw('{\n')
    await third.closed
    await ann.close()
    await bo.close()
    await expect.poll(() => value('parlor_connections')).toBe(0)
    expect(await value('parlor_connections_total')).toBe(3)
    expect(await value('parlor_refused_connections_total{reason="full"}')).toBe(1)
    expect(await value('parlor_closed_connections_total{code="bad_message"}')).toBe(1)
    expect(await value('parlor_frames_sent_total{class="voice"}')).toBe(5)
    expect(await value('parlor_received_bytes_total')).toBeGreaterThanOrEqual(received)
  })

  it('counts connections closed because they did not read', async () => {
    const { arrive, value } = await start()
    const deaf = await arrive('Ann')
    deaf.socket.pause()
    deaf.sendRaw('{"action":"list","id":"xxxxxxxxxxxxxxxxxxxx"}\n'.repeat(100_000))
    await expect.poll(() => value('parlor_control_backlog_closes_total')).toBe(1)
    expect(await value('parlor_closed_connections_total{code="too_slow"}')).toBe(1)
    deaf.socket.destroy()
  })

  it('contains no name of a person or room, and is valid Prometheus text', async () => {
    const { arrive, registry } = await start()
    const ann = await arrive('Sesquipedalian')
    await ann.ask({ action: 'create', room: 'Hippopotamus' })
    await ann.ask({ action: 'join', room: 'Hippopotamus' })
    const text = await registry.metrics()
    expect(text).not.toMatch(/Sesquipedalian|Hippopotamus|127\.0\.0\.1/)
    for (const line of text.split('\n').filter((one) => one !== '')) {
      expect(line).toMatch(/^# (HELP|TYPE) \S+ |^[a-z0-9_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+0-9.eInfNa]+$/)
    }
    const own = text.split('\n').filter((line) => line.startsWith('# TYPE parlor_'))
    expect(own.length).toBeGreaterThan(20)
    for (const line of own) {
      const [, , name, type] = line.split(' ')
      expect(name!.endsWith('_total')).toBe(type === 'counter')
      expect(text).toContain(`# HELP ${name} `)
    }
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
    expect(text).toMatch(/^parlor_info\{version="\d+\.\d+\.\d+"\} 1$/m)
  })
})
