import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Value } from '@sinclair/typebox/value'
import { afterEach, describe, expect, it } from 'vitest'
import { actions } from '../../src/protocol/actions.ts'
import { labels } from '../../src/protocol/labels.ts'
import { freshFolder } from '../helpers/folder.ts'

/** Sets the clipboard (OSC 52), clears the screen, colours in 7 and 8 bits, reverses the text, and fakes a line. */
const HOSTILE = 'x\u001B]52;c;cm0=\u0007\u001B[2J\u001B[31m\u009B31m\u202Ey\r\nfaked'
const OBEYED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/
const CLIENT = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url))
const NO_SOUND = ['--mic', 'null', '--speaker', 'null', '--no-tls', '--for', '2s']

let server: Server | undefined
afterEach(() => void server?.close())

/** The example of a label with hostile text in each field that may hold any text. */
function hostile(name: keyof typeof labels, change: object = {}): object {
  const { fields, example } = labels[name]
  const message = structuredClone({ ...example, ...change }) as Record<string, unknown>
  const spoil = (holder: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value === 'object' && value !== null) spoil(value as Record<string, unknown>)
      if (typeof value !== 'string') continue
      holder[key] = HOSTILE
      if (!Value.Check(fields, message)) holder[key] = value
    }
  }
  spoil(message)
  return { label: name, ...message, ...change }
}

/** A server that answers everything with hostile text, and then pushes every label. @param changes of replies, by label */
async function serve(changes: Partial<Record<keyof typeof labels, object>>): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => {})
    const lines = createInterface({ input: socket }).on('error', () => {})
    lines.on('line', (line) => {
      const { action, id } = JSON.parse(line) as { action: keyof typeof actions; id?: number }
      const reply = actions[action]?.reply as keyof typeof labels | null
      if (reply) socket.write(`${JSON.stringify({ ...hostile(reply, changes[reply]), id })}\n`)
      if (action !== 'join') return
      const silent = ['voice', 'screen', 'recording_data', 'terminate', 'hello', 'error']
      for (const name of Object.keys(labels) as (keyof typeof labels)[]) {
        const { payloadCap } = labels[name]
        if (!silent.includes(name) && payloadCap === 0) socket.write(`${JSON.stringify(hostile(name))}\n`)
      }
      socket.write(`${JSON.stringify(hostile('error'))}\n`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const home = freshFolder()
  const child = spawn(process.execPath, [CLIENT, ...args], {
    env: { ...process.env, HOME: home, XDG_STATE_HOME: home, XDG_CONFIG_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  }
  await once(child, 'close')
  return text
}

describe('a client writes nothing that a terminal obeys', () => {
  it('when the server refuses a join with hostile text', async () => {
    const port = await serve({ join_room: { status: 'banned', message: HOSTILE } })
    const text = await run(['--ip', '127.0.0.1', '--port', String(port), '--room', 'a', '--plain', ...NO_SOUND])
    expect(text).toMatch(/^Cannot join a: x.*y faked/m)
    expect(text).not.toMatch(OBEYED)
    expect(text).not.toMatch(/^faked/m)
  })

  it.each([[['--plain']], [['--json']]])('when every field of a server is hostile, with %s', async (flags) => {
    const port = await serve({ join_room: { status: 'ok' }, hello: { status: 'ok', sample_rate: 48_000 } })
    const place = ['--ip', `127.0.0.1:${port}`, '--room', 'a']
    const text = await run([...place, ...flags, ...NO_SOUND], { PARLOR_THEME: HOSTILE })
    expect(text.split('\n').length).toBeGreaterThan(10)
    expect(text).not.toMatch(OBEYED)
    if (flags[0] === '--json') {
      for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object')
    }
  })

  it('when the name of a file holds control characters', async () => {
    const text = await run(['export', `/nowhere/${HOSTILE}.wav`, '/tmp/x.wav'])
    expect(text).toContain('does not exist')
    expect(text).not.toMatch(OBEYED)
  })
})
