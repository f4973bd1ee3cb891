import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SyntheticScreen } from '../../src/screen/synthetic.ts'
import { BreakableLink } from '../helpers/breakable-link.ts'
import { Canvas, pixel } from '../helpers/canvas.ts'
import { writeCountedVoice } from '../helpers/counted-voice.ts'
import { freshFolder } from '../helpers/folder.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { SlowLink } from '../helpers/slow-link.ts'
import { missing } from '../helpers/tools.ts'
import { connect, type WireClient } from '../helpers/wire-client.ts'
import { XServer } from '../helpers/x-server.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']

/** Draws the pictures that a client of the wire has got and that were not drawn before. */
class Watcher {
  readonly client: WireClient
  readonly canvas = new Canvas()
  #drawn = 0

  constructor(client: WireClient) {
    this.client = client
  }

  get pictures(): number {
    return this.client.pictures.filter(({ fields }) => !fields.more).length
  }

  async draw(): Promise<void> {
    for (const { fields, payload } of this.client.pictures.slice(this.#drawn)) {
      this.#drawn++
      const { width, height, keyframe, rects } = fields as unknown as Sent
      const first = this.client.pictures.findIndex((one) => one.fields.seq === fields.seq) === this.#drawn - 1
      let at = 0
      const encoded = rects.map(({ bytes, ...rect }) => {
        at += bytes
        return { ...rect, jpeg: payload.subarray(at - bytes, at) }
      })
      expect(at).toBe(payload.length)
      expect(at).toBeLessThan(16 * 1024)
      await this.canvas.draw({ width, height, keyframe: keyframe && first, rects: encoded })
    }
  }
}

interface Sent {
  width: number
  height: number
  keyframe: boolean
  rects: { x: number; y: number; w: number; h: number; bytes: number }[]
}

describe('a share', () => {
  let server: ServerProcess
  const programs: Program[] = []
  const clients: WireClient[] = []
  let rooms = 0

  beforeAll(async () => {
    server = await startServer()
  })
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.stop()))
    for (const client of clients.splice(0)) await client.close()
  })
  afterAll(() => server.stop())

  function sharer(room: string, args: readonly string[], port = server.port, env?: NodeJS.ProcessEnv): Program {
    const to = ['--ip', '127.0.0.1', '--port', String(port), '--name', `Ann in ${room}`, '--for', '5m']
    const program = new Program('client/main.js', [...to, '--room', room, '--create', ...args], {
      cwd: freshFolder(),
      ...(env ? { env } : {}),
    })
    programs.push(program)
    return program
  }

  async function member(room: string): Promise<WireClient> {
    const client = await connect(server.port)
    clients.push(client)
    await client.ask({ action: 'create', room })
    await client.ask({ action: 'join', room })
    return client
  }

  /** Somebody in the room who watches whatever is shared there. */
  async function watcher(room: string): Promise<Watcher> {
    const client = await member(room)
    const { from } = await client.next('screen_started')
    client.sendLine({ action: 'screen_start_watching', from })
    return new Watcher(client)
  }

  it('is seen unchanged by watchers until it ends', async () => {
    const room = `room ${++rooms}`
    const ann = sharer(room, [...SILENT, '--share', 'synthetic typing'])
    await ann.line(/^You are sharing synthetic typing \(1920x1080\); everyone here can watch\. \/unshare stops it\.$/)
    const bo = await watcher(room)
    await ann.line(/^1 person is watching your share\.$/)
    await bo.client.until(() => bo.pictures >= 5)
    await bo.draw()
    // The page is the same each time, but for the letters that were typed meanwhile.
    expect(bo.canvas.error(await new SyntheticScreen('typing').next())).toBeLessThan(4)
    expect(bo.client.pictures.filter(({ fields }) => fields.keyframe && !fields.more).length).toBeLessThan(3)
    ann.type('/unshare')
    await bo.client.next('screen_stopped')
    await ann.line(/^You stopped sharing\.$/)
    ann.type('/share nonsense')
    await ann.line(/^Error: it must be one of: screen \[N\]/)
  })

  it('keeps the order and the number of spoken words', async () => {
    const room = `room ${++rooms}`
    const bo = await member(room)
    const mic = await writeCountedVoice(freshFolder(), 200)
    const ann = sharer(room, [...SILENT, '--codec', 'pcm', '--transmission', 'open', '--share', 'synthetic video'])
    const { from } = await bo.next('screen_started')
    bo.sendLine({ action: 'screen_start_watching', from })
    await bo.until(() => bo.pictures.length > 20)
    ann.type(`/mic ${mic}`)
    const words = () => bo.voice.map(({ samples }) => samples[0]!).filter((value) => value > 0)
    await bo.until(() => words().at(-1) === 200 * 20)
    expect(words()).toEqual(Array.from({ length: 200 }, (_, i) => 20 * (i + 1)))
    expect(bo.pictures.length).toBeGreaterThan(60)
  })

  it('keeps little in flight over a slow network, where voice would wait behind it', async () => {
    const room = `room ${++rooms}`
    // 4 Mbit/s, where the video wants more.
    const link = await SlowLink.to(server.port, { up: 500_000 })
    sharer(room, [...SILENT, '--share', 'synthetic video'], link.port)
    const bo = await watcher(room)
    await bo.client.until(() => bo.pictures > 12)
    expect(link.mostQueued).toBeGreaterThan(8 * 1024)
    expect(link.mostQueued).toBeLessThan(28 * 1024)
    await link.close()
  })

  it('continues over a new connection', async () => {
    const room = `room ${++rooms}`
    const link = await BreakableLink.to(server.port)
    const ann = sharer(room, [...SILENT, '--share', 'synthetic box'], link.port)
    await ann.line(/^You are sharing/)
    const bo = await watcher(room)
    await bo.client.until(() => bo.pictures >= 2)
    link.reset()
    await ann.line(/Reconnected; session resumed/)
    const { length } = bo.client.pictures
    await bo.client.until(() => bo.client.pictures.slice(length).some(({ fields }) => fields.keyframe && !fields.more))
    expect(ann.lines.filter((line) => /stopped sharing|Sharing ended/.test(line))).toEqual([])
    await link.close()
  })

  it('can be replaced by another source, which watchers see', async () => {
    const room = `room ${++rooms}`
    const ann = sharer(room, [...SILENT, '--share', 'synthetic idle'])
    const bo = await watcher(room)
    await bo.client.until(() => bo.pictures > 0)
    ann.type('/share')
    await ann.line(
      /^You are sharing synthetic idle \(1920x1080\) with 1 watcher: [\d.]+ pictures\/s, \d+ kB\/s, quality 75\./,
    )
    const { length } = bo.client.pictures
    ann.type('/share synthetic box')
    await ann.line(/^You are sharing synthetic box/)
    await bo.client.until(() => bo.client.pictures.slice(length).some(({ fields }) => fields.keyframe))
    const after = bo.pictures
    await bo.client.until(() => bo.pictures > after + 5)
    expect(bo.client.messages.filter(({ label }) => label === 'screen_stopped')).toEqual([])
    ann.type('/share camera 9')
    await ann.line(/^Error: .*camera/)
    ann.type('/share')
    await ann.line(/^You are sharing synthetic box .* with 1 watcher: /)
  })

  it('is limited to one screen at a time, and the second sharer is refused', async () => {
    const room = `room ${++rooms}`
    const other = await member(room)
    await other.ask({ action: 'screen_share', kind: 'screen' })
    const ann = sharer(room, SILENT)
    await ann.line(/You are in/)
    ann.type('/share synthetic')
    await ann.line(/^Error: someone else is sharing a screen; wait until they stop, or share a camera$/)
    await other.ask({ action: 'quit_room' })
    ann.type('/share synthetic')
    await ann.line(/^You are sharing synthetic/)
  })

  it('ends with a sentence when it cannot start', async () => {
    const env = { DISPLAY: '', WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: '' }
    const args = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', `room ${++rooms}`, '--create']
    const { code, text } = await runProgram('client/main.js', [...args, ...SILENT, '--share', 'screen'], { env })
    expect(code).toBe(2)
    expect(text).toMatch(/^Cannot share: No screen available \(DISPLAY is not set\); run/m)
    const wrong = await runProgram('client/main.js', [...args, '--share', 'tv'])
    expect(wrong.code).toBe(2)
    expect(wrong.text).toMatch(/It must be one of: screen \[N\]/)
  })

  it.skipIf(missing('Xvfb', 'xsetroot', 'ffmpeg'))('shows a real screen, and follows its changes', async () => {
    const display = await XServer.start(800, 600)
    try {
      display.run('xsetroot', '-solid', '#2040c0')
      const room = `room ${++rooms}`
      const env = { DISPLAY: display.display, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: '' }
      const ann = sharer(room, [...SILENT, '--share', 'screen'], server.port, env)
      await ann.line(/^You are sharing screen 1 \(.*800x600\)/)
      const bo = await watcher(room)
      const shows = async (wanted: number[]) => {
        for (let seen = 0; ; ) {
          await bo.client.until(() => bo.pictures > seen)
          seen = bo.pictures
          await bo.draw()
          // In the middle stands the pointer.
          const found = pixel(bo.canvas.picture!, 100, 100)
          if (found.every((value, i) => Math.abs(value - wanted[i]!) < 12)) return
        }
      }
      await shows([0x20, 0x40, 0xc0])
      display.run('xsetroot', '-solid', '#c0a020')
      await shows([0xc0, 0xa0, 0x20])
      await display.stop()
      await ann.line(/^Sharing ended: /)
      await bo.client.next('screen_stopped')
    } finally {
      await display.stop()
    }
  })
})
