import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isByAnotherUser, ownerOf } from '../../../src/client/viewer/page-auth.ts'
import { eventually } from '../../helpers/eventually.ts'

const NOBODY = 65534
const isRoot = process.getuid?.() === 0

/** The server's end of a connection that `dial` makes. */
async function accept(dial: (port: number) => void): Promise<Socket> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  dial((server.address() as AddressInfo).port)
  const [socket] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  return socket
}

describe.skipIf(process.platform !== 'linux')('ownerOf', () => {
  it('finds the owner of a local connection', async () => {
    const socket = await accept((port) => {
      const own = connect(port, '127.0.0.1')
      onTestFinished(() => void own.destroy())
    })
    expect(ownerOf(socket)).toBe(process.getuid!())
  })

  it.skipIf(!isRoot)('finds another user as the owner of a connection', async () => {
    const socket = await accept((port) => {
      const code = `require('net').connect(${port}, '127.0.0.1').on('error', () => {})`
      const other = spawn(process.execPath, ['-e', code], { uid: NOBODY, cwd: '/' })
      onTestFinished(() => void other.kill())
    })
    expect(ownerOf(socket)).toBe(NOBODY)
  })

  it.skipIf(!isRoot)('finds another user who half-closes the connection, or connects by IPv6', async () => {
    for (const [host, then] of [
      ['127.0.0.1', ".on('connect', function () { this.end() })"],
      ['::ffff:127.0.0.1', ''],
    ]) {
      const socket = await accept((port) => {
        const code = `require('net').connect({ port: ${port}, host: '${host}', allowHalfOpen: true })${then}.on('error', () => {}); setTimeout(() => {}, 60000)`
        const other = spawn(process.execPath, ['-e', code], { uid: NOBODY, cwd: '/' })
        onTestFinished(() => void other.kill())
      })
      if (then) {
        socket.resume()
        await once(socket, 'end')
      }
      expect(ownerOf(socket)).toBe(NOBODY)
      expect(isByAnotherUser(socket)).toBe(true)
    }
  })

  it('takes a connection for that of a stranger when its other end is closed', async () => {
    let own: Socket | undefined
    const socket = await accept((port) => {
      own = connect(port, '127.0.0.1')
    })
    expect(isByAnotherUser(socket)).toBe(false)
    own!.destroy()
    await eventually(() => isByAnotherUser(socket)).toBe(true)
    expect(ownerOf(socket)).toBeNull()
  })
})
