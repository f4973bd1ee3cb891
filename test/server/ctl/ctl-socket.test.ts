import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ask } from '../../../src/server/ctl/ctl-command.ts'
import { CtlSocket } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { Hosted } from '../hosted.ts'

const STOP = { verb: 'stop', args: [] }

async function open(path: string, end = () => {}): Promise<{ socket: CtlSocket; logged: Hosted['logged'] }> {
  const { context, log, logged } = new Hosted()
  const running = { house: context, end } as unknown as Running
  const socket = await CtlSocket.at(path, { running, log })
  onTestFinished(() => socket.close().catch(() => {}))
  return { socket, logged }
}

describe('CtlSocket', () => {
  const newPath = () => join(freshFolder(), 'deep', 'ctl.sock')

  it('is accessible to its owner only, and removed on close', async () => {
    const path = newPath()
    const { socket } = await open(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    await socket.close()
    expect(existsSync(path)).toBe(false)
  })

  it('answers a received command before it closes', async () => {
    const path = newPath()
    let ended = 0
    const { socket } = await open(path, () => {
      ended++
      void socket.close()
    })
    expect(await ask([`${path}.not-there`, path], STOP)).toMatchObject({ ok: true })
    expect(ended).toBe(1)
  })

  it('replaces the socket of a server that was killed', async () => {
    const path = newPath()
    mkdirSync(join(path, '..'))
    const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 9))`
    expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL')
    expect(existsSync(path)).toBe(true)
    await open(path)
    expect(await ask([path], STOP)).toMatchObject({ ok: true })
  })

  it('replaces neither the socket of a running server nor another file', async () => {
    const path = newPath()
    await open(path)
    await expect(open(path)).rejects.toThrow(/another server uses it; choose another path with --ctl/)
    expect(await ask([path], STOP)).toMatchObject({ ok: true })
    const file = join(freshFolder(), 'notes')
    writeFileSync(file, 'mine')
    await expect(open(file)).rejects.toThrow(/another file exists there/)
    await expect(open(`/tmp/${'x'.repeat(100)}`)).rejects.toThrow(/too long for a socket/)
  })

  it('refuses malformed commands, and keeps serving', async () => {
    const path = newPath()
    const { logged } = await open(path)
    for (const text of ['x\n', '{"verb":1,"args":[]}\n', '{"verb":"say","args":[1]}\n', '', 'x'.repeat(70_000)]) {
      const socket = connect(path).setEncoding('utf8')
      await once(socket, 'connect')
      socket.end(text)
      socket.on('error', () => {})
      expect(JSON.parse((await once(socket, 'data'))[0] as string)).toMatchObject({ ok: false })
    }
    expect(await ask([path], { verb: 'status', args: [] })).toMatchObject({
      message: 'Internal server error; details are in its log.',
    })
    expect(logged).toMatchObject([
      ['ctl', { verb: 'status', args: [] }],
      ['failed', { message: expect.stringContaining('TypeError') }],
    ])
    expect(await ask([path], STOP)).toMatchObject({ ok: true })
  })
})

describe('ask', () => {
  it('throws a sentence when no server listens or the reply is incomplete', async () => {
    const path = join(freshFolder(), 'ctl.sock')
    await expect(ask([path], STOP)).rejects.toThrow(`No server is listening at ${path}; start it`)
    const server = createServer((socket) => socket.end('{')).listen(path)
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    await expect(ask([path], STOP)).rejects.toThrow(/did not answer: the reply is incomplete/)
  })
})
