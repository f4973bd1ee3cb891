import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ask } from '../../src/server/ctl/ctl-command.ts'
import { freshFolder } from '../helpers/folder.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { missing } from '../helpers/tools.ts'
import { connect, type WireClient } from '../helpers/wire-client.ts'

const HERE = ['--host', '127.0.0.1', '--no-announce']
const STARTED = /Chat Server at IP \[.*\] and port \[(\d+)\]/

/** A server whose administrator looks after it. */
class Operated {
  readonly program: Program
  readonly socket: string
  port = 0

  constructor(args: readonly string[] = [], place: ConstructorParameters<typeof Program>[2] = {}) {
    this.socket = args.includes('--ctl') ? args[args.indexOf('--ctl') + 1]! : join(freshFolder(), 'ctl.sock')
    const ctl = args.includes('--ctl') ? [] : ['--ctl', this.socket]
    this.program = new Program('server/main.js', ['--port', '0', ...HERE, ...ctl, ...args], place)
  }

  async started(): Promise<this> {
    this.port = Number(STARTED.exec(await this.program.line(STARTED))?.[1])
    return this
  }

  ctl(...words: string[]) {
    return runProgram('server/main.js', ['ctl', '--ctl', this.socket, ...words])
  }

  /** The same without a program to start. */
  ask(verb: string, ...args: string[]) {
    return ask([this.socket], { verb, args })
  }

  /** The HTTP side, where it has one. */
  async fetch(path: string): Promise<Response> {
    const [, url] = /^Metrics: (\S+)\/metrics$/.exec(await this.program.line(/^Metrics: /))!
    return fetch(`${url}${path}`)
  }

  async metric(series: string): Promise<number> {
    const text = await (await this.fetch('/metrics')).text()
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length),
    )
  }
}

describe('a server under operation', () => {
  let server: Operated
  const clients: WireClient[] = []

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()))
    await server.program.stop()
  })

  async function arrive(name?: string): Promise<WireClient> {
    const client = await connect(server.port)
    clients.push(client)
    if (name !== undefined) await client.ask({ action: 'hello', name })
    return client
  }

  it('answers and obeys the operator, drains, and ends when the last user has left', async () => {
    server = await new Operated(['--metrics', '0']).started()
    const ann = await arrive('Ann')
    await ann.ask({ action: 'create', room: 'standup' })
    await ann.ask({ action: 'join', room: 'standup' })
    const [people, rooms, refused] = await Promise.all([
      server.ctl('people'),
      server.ctl('rooms', '--json'),
      server.ctl('say', ''),
    ])
    expect(people).toMatchObject({ code: 0, text: expect.stringMatching(/Ann +standup +127\.0\.0\.1/) })
    expect(JSON.parse(rooms.text)).toMatchObject([{ room: 'standup', people: 1 }])
    expect(await server.ask('status')).toMatchObject({ ok: true, facts: { state: 'open' } })
    expect(await server.ask('say', 'we end', 'at noon')).toMatchObject({ lines: ['Sent to 1 person.'] })
    expect(await ann.next('said')).toMatchObject({ name: 'Server', text: 'we end at noon' })
    expect(refused).toEqual({ code: 1, text: 'The text is empty; give the message to send.' })

    expect((await server.fetch('/healthz')).status).toBe(200)
    expect(await server.ask('drain')).toMatchObject({ ok: true })
    expect((await server.fetch('/healthz')).status).toBe(503)
    expect(await server.metric('parlor_accepting')).toBe(0)
    expect(await (await arrive()).next('error')).toMatchObject({ message: expect.stringContaining('shutting down') })
    expect(await ann.ask({ action: 'list' })).toMatchObject({ rooms: ['standup'] })
    await ann.close()
    expect(await server.program.exit).toBe(0)
    expect(await server.ctl('status')).toMatchObject({
      ...{ code: 3, text: expect.stringContaining('No server is listening') },
    })
  })

  it('ends within 5 s of SIGTERM although many clients read nothing, and notifies the others', async () => {
    server = await new Operated().started()
    const list = `${JSON.stringify({ action: 'list', id: 'x'.repeat(20) })}\n`
    for (let i = 0; i < 5; i++) {
      const deaf = await arrive(`deaf ${i}`)
      deaf.socket.pause()
      deaf.sendRaw(list.repeat(30_000))
    }
    const witness = await arrive('witness')
    await witness.ask({ action: 'list' })
    const began = performance.now()
    expect(await server.program.stop('SIGTERM')).toBe(0)
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(witness.messages.at(-1)).toMatchObject({ label: 'terminate' })
  })

  it('writes an audit log of its start, of moderation and of its end, without any option', async () => {
    const state = freshFolder()
    server = await new Operated([], { env: { XDG_STATE_HOME: state } }).started()
    const ann = await arrive('Ann')
    await ann.ask({ action: 'create', room: 'hello', password: 'a secret' })
    expect(await server.ctl('lock', 'hello')).toMatchObject({ code: 0 })
    expect(await server.program.stop('SIGTERM')).toBe(0)
    const path = join(state, 'parlor', 'audit.jsonl')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain('a secret')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { event: 'listening', port: server.port, pid: expect.any(Number) },
      { event: 'password_set', name: 'Ann', room: 'hello', address: '127.0.0.1' },
      { event: 'moderated', by: 'Server', as: 'console', deed: 'closed', room: 'hello' },
      { event: 'ending' },
    ])
  })

  it('restarts after kill -9 with the same key', async () => {
    const state = freshFolder()
    const env = { XDG_STATE_HOME: state, XDG_RUNTIME_DIR: '' }
    const fingerprint = /^Fingerprint \(SHA-256/
    server = await new Operated(['--tls'], { env }).started()
    const { socket, port } = server
    const key = await server.program.line(fingerprint)
    await server.program.stop('SIGKILL')
    server = await new Operated(['--tls', '--ctl', socket, '--port', String(port)], { env }).started()
    expect(server.port).toBe(port)
    expect(await server.program.line(fingerprint)).toBe(key)
    expect(await server.ask('status')).toMatchObject({ ok: true })
    expect(server.program.lines.join('\n')).not.toMatch(/error|cannot/i)
  })

  it.skipIf(missing('prlimit'))('refuses new connections while descriptors are scarce, and logs it', async () => {
    server = await new Operated(['--metrics', '0', '--log-format', 'text'], {
      within: ['prlimit', '--nofile=200:200'],
    }).started()
    const told: Promise<unknown>[] = []
    for (let i = 0; i < 200; i++) {
      const client = await arrive()
      // Who says nothing is closed after a while, and would leave a place.
      client.sendLine({ action: 'list' })
      told.push(client.next('error').catch(() => null))
    }
    const witness = clients[0]!
    await server.program.line(/^Refusing new connections: almost all of the 200 file descriptors/)
    expect(await witness.ask({ action: 'list' })).toMatchObject({ label: 'list_rooms' })
    expect(await server.ask('status')).toMatchObject({ facts: { state: 'short of descriptors' } })
    expect(await server.metric('parlor_refused_connections_total{reason="descriptors"}')).toBeGreaterThan(0)
    expect(await server.metric('parlor_accepting')).toBe(0)
    expect(await told.at(-1)).toMatchObject({ message: expect.stringContaining('try again later') })
    await Promise.all(clients.splice(1).map((client) => client.close()))
    await server.program.line(/^Accepting new connections again$/)
    expect(await (await arrive('late')).ask({ action: 'list' })).toMatchObject({ label: 'list_rooms' })
    expect(await server.metric('parlor_accepting')).toBe(1)
  })

  it.skipIf(missing('prlimit'))('says in a sentence that too few open files are allowed', async () => {
    const limited = (limit: number) => new Operated([], { within: ['prlimit', `--nofile=${limit}:${limit}`] })
    server = limited(32)
    expect(await server.program.exit).toBe(2)
    expect(server.program.lines).toEqual([expect.stringMatching(/^Cannot start: only 32 open files are allowed/)])
    server = await limited(128).started()
    await server.program.line(/^Only 128 files may be open, so few can connect; allow at least 512/)
    expect(await (await arrive()).ask({ action: 'list' })).toMatchObject({ label: 'list_rooms' })
  })

  it('works when the wall clock jumps by days', async () => {
    const jump = `const real = Date.now.bind(Date); let turn = 0
      Date.now = () => real() + (turn++ % 2 ? 1 : -1) * 9 * 86_400_000`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(jump)}`
    server = await new Operated([], { env: { NODE_OPTIONS } }).started()
    const [ann, bo] = [await arrive('Ann'), await arrive('Bo')]
    await ann.ask({ action: 'create', room: 'hello' })
    for (const one of [ann, bo]) await one.ask({ action: 'join', room: 'hello' })
    await ann.ask({ action: 'ping' })
    for (let i = 0; i < 60; i++) {
      ann.sendVoice(new Int16Array(960).fill(1000))
      await pause(20)
    }
    await expect.poll(() => bo.voice.length).toBe(60)
    expect(await ann.ask({ action: 'list' })).toMatchObject({ label: 'list_rooms' })
    expect(await server.ask('status')).toMatchObject({
      lines: expect.arrayContaining([expect.stringMatching(/^uptime +\d+ s$/)]),
    })
  })
})

describe('a server whose ctl socket cannot be created', () => {
  it('continues without the default one and logs it, and does not start without a requested one', async () => {
    const file = join(freshFolder(), 'file')
    const asked = await runProgram('server/main.js', ['--port', '0', ...HERE, '--ctl', `${file}${'x'.repeat(99)}`])
    expect(asked).toMatchObject({ code: 2, text: expect.stringContaining('too long for a socket') })
    const long = `/tmp/${'x'.repeat(99)}`
    const server = new Program('server/main.js', ['--port', '0', ...HERE], { env: { XDG_RUNTIME_DIR: long } })
    await server.line(/too long for a socket/)
    await server.line(STARTED)
    expect(await server.stop()).toBe(0)
  })
})
