import { once } from 'node:events'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BreakableLink } from '../helpers/breakable-link.ts'
import { freshFolder } from '../helpers/folder.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { percentile, talk, tone } from '../helpers/talking.ts'
import { toneLevel } from '../helpers/tones.ts'
import { connect, connectEncrypted, type WireClient } from '../helpers/wire-client.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']
const WORDS = /^Encrypted with TLS 1\.3\. Fingerprint: ([a-z]+(?:-[a-z]+){7})$/

let home: string
const servers: ServerProcess[] = []
const clients: WireClient[] = []

beforeEach(() => {
  home = freshFolder()
})

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

/** Starts a server whose machine is `home`, and gives the words of its key; '' where it has none. */
async function serve(...args: string[]): Promise<{ server: ServerProcess; words: string; port: number }> {
  const server = await startServer(args, { env: { ...process.env, XDG_STATE_HOME: home } })
  servers.push(server)
  await server.waitForLine(/^Join from/)
  const line = server.lines.find((one) => WORDS.test(one)) ?? ''
  return { server, port: server.port, words: WORDS.exec(line)?.[1] ?? '' }
}

async function halt(server: ServerProcess): Promise<void> {
  servers.splice(servers.indexOf(server), 1)
  await server.stop()
}

/** Where the client of a person keeps what it remembers. */
const person = { env: { XDG_STATE_HOME: '' } }
beforeEach(() => {
  person.env.XDG_STATE_HOME = freshFolder()
})

/** A visit of a person: the client connects, lists the rooms and leaves. */
function visit(port: number, ...args: string[]): Promise<{ code: number | null; text: string }> {
  const to = ['--ip', '127.0.0.1', '--port', String(port), ...SILENT]
  return runProgram('client/main.js', [...to, ...args], person)
}

const knownServers = () => readFileSync(join(person.env.XDG_STATE_HOME, 'parlor', 'known_servers'), 'utf8')

describe('a server with --tls', () => {
  it('creates a private key, and keeps it across restarts', async () => {
    const first = await serve('--tls')
    expect(first.words).not.toBe('')
    const file = join(home, 'parlor', 'server-identity.pem')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await halt(first.server)
    const second = await serve('--tls')
    expect(second.words).toBe(first.words)
    expect(second.server.lines).toContain(`Join from another machine: chat-client --ip 127.0.0.1 --port ${second.port}`)
  })

  it('reports a damaged key', async () => {
    await halt((await serve('--tls')).server)
    const file = join(home, 'parlor', 'server-identity.pem')
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100))
    const { code, text } = await runProgram('server/main.js', ['--port', '0', '--tls'], {
      env: { XDG_STATE_HOME: home },
    })
    expect([code, text.split('\n')]).toEqual([2, [expect.stringContaining(`${file} is damaged`)]])
  })

  it('reports a folder that cannot be written', async () => {
    writeFileSync(join(home, 'parlor'), '')
    const { code, text } = await runProgram('server/main.js', ['--port', '0', '--tls'], {
      env: { XDG_STATE_HOME: home },
    })
    expect([code, text.split('\n')]).toEqual([2, [expect.stringContaining('parlor')]])
  })

  it('requires certificate and key together, and that they match', async () => {
    const files = ['a', 'b'].map((name) => join(home, name))
    for (const file of files) {
      const made = await generate(undefined, { keyType: 'ec', algorithm: 'sha256' })
      writeFileSync(`${file}.cert`, made.cert)
      writeFileSync(`${file}.key`, made.private)
    }
    const [a, b] = files as [string, string]
    const { words, port } = await serve('--cert', `${a}.cert`, '--key', `${a}.key`)
    expect((await visit(port, '--fingerprint', words)).code).toBe(0)
    const start = (...args: string[]) => runProgram('server/main.js', ['--port', '0', '--no-announce', ...args])
    expect(await start('--no-tls', '--cert', `${a}.cert`, '--key', `${a}.key`)).toMatchObject({
      code: 2,
      text: expect.stringContaining('--no-tls and --cert exclude each other'),
    })
    expect(await start('--cert', `${a}.cert`)).toMatchObject({
      code: 2,
      text: expect.stringContaining('belong together'),
    })
    const mixed = await start('--cert', `${a}.cert`, '--key', `${b}.key`)
    expect(mixed).toMatchObject({ code: 2, text: expect.stringContaining('certificate and key do not match') })
  })

  it('answers a client without TLS, refuses versions before 1.3, and keeps its other clients', async () => {
    const { port } = await serve('--tls')
    const stayer = await connectEncrypted(port)
    clients.push(stayer)
    const plain = await connect(port)
    plain.sendLine({ action: 'list' })
    expect(await plain.next('error')).toMatchObject({ code: 'tls_wanted' })
    await plain.closed
    const old = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2' })
    expect((await once(old, 'error'))[0].code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    expect(await stayer.ask({ action: 'list' })).toMatchObject({ rooms: [] })
  })

  it('closes a connection whose handshake does not finish', async () => {
    const { port } = await serve('--tls')
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => {}).write(Buffer.from([22, 3, 1, 2]))
    await once(socket.resume(), 'close')
  })

  it('answers a client that closed its sending side, and notifies clients when it ends', async () => {
    const { port, server } = await serve('--tls')
    const [leaver, stayer] = await Promise.all([connectEncrypted(port), connectEncrypted(port)])
    clients.push(leaver, stayer)
    leaver.sendRaw('{"action":"create","room":"x","password":"y"}\n{"action":"list"}\n')
    leaver.end()
    expect(await leaver.next('list_rooms')).toMatchObject({ rooms: ['x'] })
    await leaver.closed
    await stayer.ask({ action: 'list' })
    await halt(server)
    expect(stayer.messages.at(-1)).toMatchObject({ label: 'terminate' })
  })

  it('carries mixed voice, also to clients that acknowledge', async () => {
    const { port } = await serve('--tls')
    const [ann, bo, cy] = await Promise.all([1, 2, 3].map(() => connectEncrypted(port)))
    clients.push(ann!, bo!, cy!)
    await ann!.ask({ action: 'create', room: 'x' })
    for (const client of clients)
      expect(await client.ask({ action: 'join', room: 'x' })).toMatchObject({ status: 'ok' })
    const acknowledging = setInterval(() => cy!.sendLine({ action: 'ack', received: cy!.payloadBytes }), 40)
    await Promise.all([talk(ann!, 100, tone(400)), talk(bo!, 100, tone(650), { offsetMs: 7 })])
    clearInterval(acknowledging)
    const levels = (client: WireClient, hz: number) => {
      const { length } = client.voice
      expect(length).toBeGreaterThan(80)
      const middle = client.voice.slice(0.25 * length, 0.85 * length)
      return percentile(
        middle.map(({ samples }) => toneLevel(samples, hz, 48_000)),
        0.5,
      )
    }
    for (const hz of [400, 650]) expect(Math.abs(levels(cy!, hz) + 20)).toBeLessThan(1)
    expect(Math.abs(levels(ann!, 650) + 20)).toBeLessThan(1)
    expect(levels(ann!, 400)).toBeLessThan(-70)
  })

  it('forwards a burst of 200 ms completely', async () => {
    const { port } = await serve('--tls')
    const [ann, bo] = await Promise.all([connectEncrypted(port), connectEncrypted(port)])
    clients.push(ann, bo)
    await ann.ask({ action: 'create', room: 'x' })
    for (const client of [ann, bo]) await client.ask({ action: 'join', room: 'x' })
    await talk(ann, 10, tone(400), { periodMs: 0 })
    await expect.poll(() => bo.voice.length).toBe(10)
  })
})

describe('a server without options', () => {
  it('takes TLS, plain lines and HTTP on one port', async () => {
    const { port, server } = await serve('-l')
    const [secure, plain] = await Promise.all([connectEncrypted(port), connect(port)])
    clients.push(secure, plain)
    await plain.ask({ action: 'create', room: 'x' })
    for (const client of clients) await client.ask({ action: 'join', room: 'x' })
    plain.sendLine({ action: 'say', text: 'hi' })
    expect(await secure.next('said')).toMatchObject({ text: 'hi' })
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<title>Parlor</title>')])
    // By hand, as with nc -q1.
    const byHand = await connect(port)
    clients.push(byHand)
    byHand.sendRaw('{"action":"list"}\n')
    byHand.end()
    expect(await byHand.next('list_rooms')).toMatchObject({ rooms: ['x'] })
    await byHand.closed
    const silent = await connect(port)
    clients.push(silent)
    expect(await silent.next('error')).toMatchObject({ code: 'timeout' })
    await silent.closed
    await halt(server)
    for (const client of [secure, plain]) expect(client.messages.at(-1)).toMatchObject({ label: 'terminate' })
  })

  it('answers HTTP by one sentence without the web client', async () => {
    const { port, server } = await serve('--no-web')
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect([answer.status, await answer.text()]).toEqual([426, expect.stringContaining('chat-client')])
    await halt(server)
  })

  it('notifies a client that has sent nothing yet when it ends', async () => {
    const { port, server } = await serve()
    const silent = await connect(port)
    clients.push(silent)
    await halt(server)
    expect(await silent.next('terminate')).toBeDefined()
  })
})

describe('a client', () => {
  it('shows the key on the first connection only', async () => {
    const { port, words } = await serve('--tls')
    const first = await visit(port, '--tls')
    expect(first.code).toBe(0)
    expect(first.text).toContain(`First connection to 127.0.0.1:${port}. Its key: ${words}`)
    expect(first.text).toContain('Encrypted')
    expect(knownServers()).toMatch(new RegExp(`^127\\.0\\.0\\.1:${port} sha256:[0-9a-f]{64}\n$`))
    const second = await visit(port)
    expect(second.code).toBe(0)
    expect(second.text).toContain('Encrypted')
    expect(second.text).not.toContain(words)
  })

  it('encrypts and stores the key on the first visit without being told to, and shows it again on /server', async () => {
    const { port, words } = await serve()
    expect(words).not.toBe('')
    const first = new Program('client/main.js', ['--ip', '127.0.0.1', '--port', String(port), ...SILENT], person)
    await first.line(/^Encrypted/)
    first.type('/server')
    await first.line(new RegExp(`^Its key, as the server printed it at startup: ${words}$`))
    expect(first.lines).toContainEqual(expect.stringContaining(`First connection to 127.0.0.1:${port}`))
    expect(await first.stop()).toBe(0)
    expect(knownServers()).toMatch(new RegExp(`^127\\.0\\.0\\.1:${port} sha256:[0-9a-f]{64}\n$`))
  })

  it('shows the reason when a known server refuses it in the clear, as one that is full does', async () => {
    const { port } = await serve('--max-connections', '1')
    expect(await visit(port)).toMatchObject({ code: 0 })
    // The place of the visitor may be free a moment later only.
    await expect
      .poll(async () => {
        const client = await connect(port)
        const reply = await client.ask({ action: 'list' }).catch(() => null)
        if (reply) clients.push(client)
        return reply?.label
      })
      .toBe('list_rooms')
    const refused = await visit(port)
    expect([refused.code, refused.text]).toEqual([3, expect.stringMatching(/refused the connection: .* limit of 1 /)])
  })

  it('refuses a changed key until the old one is forgotten', async () => {
    const first = await serve('--tls')
    const { port } = first
    await visit(port, '--tls')
    const known = knownServers()
    await halt(first.server)
    rmSync(join(home, 'parlor'), { recursive: true })
    const { words } = await serve('--tls', '--port', String(port))
    const refused = await visit(port)
    expect(refused.code).toBe(4)
    for (const part of ['has changed', first.words, words, 'line 1', `chat-client forget 127.0.0.1:${port}`]) {
      expect(refused.text).toContain(part)
    }
    expect(knownServers()).toBe(known)
    const forgotten = await runProgram('client/main.js', ['forget', `127.0.0.1:${port}`], person)
    expect(forgotten).toEqual({ code: 0, text: `Forgot the key of 127.0.0.1:${port}.` })
    expect(await visit(port, '--tls')).toMatchObject({ code: 0, text: expect.stringContaining(words) })
  })

  it('accepts only the key that was given', async () => {
    const { port, words } = await serve('--tls')
    const wrong = await visit(
      port,
      '--fingerprint',
      words.replace(/^\w+/, (word) => (word === 'zoo' ? 'zone' : 'zoo')),
    )
    expect(wrong).toMatchObject({ code: 4, text: expect.stringContaining('does not match the stated fingerprint') })
    expect(await visit(port, '--fingerprint', words)).toMatchObject({ code: 0 })
    expect(await visit(port, '--fingerprint', 'none')).toMatchObject({ code: 2 })
  })

  it('refuses to connect without TLS to a server that had it, unless told to', async () => {
    const first = await serve('--tls')
    await visit(first.port, '--tls')
    await halt(first.server)
    await serve('--no-tls', '--port', String(first.port))
    const refused = await visit(first.port)
    expect(refused).toMatchObject({ code: 4, text: expect.stringContaining('was encrypted before') })
    const told = await visit(first.port, '--no-tls')
    expect(told).toMatchObject({ code: 0, text: expect.stringContaining('Not encrypted') })
  })

  it('says what to do when only one side uses TLS', async () => {
    const [encrypted, plain] = await Promise.all([serve('--tls'), serve('--no-tls')])
    const left = await visit(encrypted.port, '--no-tls')
    expect(left).toMatchObject({ code: 4, text: expect.stringContaining('connect without --no-tls') })
    const joined = await visit(plain.port)
    expect(joined).toMatchObject({ code: 0, text: expect.stringContaining('Not encrypted') })
    const right = await visit(plain.port, '--tls')
    expect(right).toMatchObject({ code: 3, text: expect.stringContaining('does not support TLS 1.3') })
    const wire = await connect(plain.port)
    wire.sendRaw(Buffer.from([22, 3, 1, 0, 5]))
    expect(await wire.next('error')).toMatchObject({
      code: 'bad_message',
      message: expect.stringContaining('does not use TLS'),
    })
    await wire.closed
  })

  it('reports in JSON whether it is encrypted', async () => {
    const [encrypted, plain] = await Promise.all([serve(), serve('--no-tls')])
    const connected = async (port: number, ...args: string[]) => {
      const { text } = await visit(port, '--json', ...args)
      return text
        .split('\n')
        .map((line) => JSON.parse(line))
        .find(({ event }) => event === 'connected')
    }
    expect(await connected(encrypted.port)).toMatchObject({ encrypted: true, key: encrypted.words })
    expect(await connected(plain.port)).toMatchObject({ encrypted: false, key: null })
  })

  it('shows the key and refusals in the full-screen client too', async () => {
    const first = await serve('--tls')
    const open = (...args: string[]) => {
      const to = ['--ip', '127.0.0.1', '--port', String(first.port), '--name', 'Ann', ...SILENT]
      return new Screen([...to, ...args], { ...person, columns: 120 })
    }
    const screens = [open('--tls')]
    try {
      await screens[0]!.shows(first.words)
      expect(screens[0]!.text).toMatch(/(?<!not )encrypted/)
      await halt(first.server)
      rmSync(join(home, 'parlor'), { recursive: true })
      const { words } = await serve('--tls', '--port', String(first.port))
      screens.push(open())
      await screens[1]!.shows('has changed; nothing was sent')
      expect(screens[1]!.text.replace(/\s+/g, ' ')).toContain(words)
    } finally {
      await Promise.all(screens.map((screen) => screen.stop()))
    }
  })

  it('reconnects with TLS', async () => {
    const { port } = await serve('--tls')
    const link = await BreakableLink.to(port)
    const args = ['--ip', '127.0.0.1', '--port', String(link.port), '--tls', '--room', 'x', '--create', '--for', '5m']
    const ann = new Program('client/main.js', [...args, ...SILENT], person)
    try {
      await ann.line(/^You are in x/)
      link.reset()
      await ann.line(/^Reconnected/)
    } finally {
      await ann.stop()
      await link.close()
    }
  })

  it('refuses to connect when the file of known keys cannot be read', async () => {
    const { port } = await serve('--tls')
    writeFileSync(join(person.env.XDG_STATE_HOME, 'parlor'), '')
    const { code, text } = await visit(port, '--tls')
    expect([code, text]).toEqual([4, expect.stringContaining('Cannot read the keys of known servers')])
  })
})
