import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ownerOf } from '../../../src/client/viewer/page-auth.ts'

const NOBODY = 65534
const isRoot = process.getuid?.() === 0

/** The server's end of a connection that `dial` makes. */
async function accept(dial: (port: number) => void): Promise<Socket> {
  const server = createServer().listen(0, '127.0.0.1')
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

  it('returns null for a closed connection', async () => {
    let own: Socket | undefined
    const socket = await accept((port) => {
      own = connect(port, '127.0.0.1')
    })
    own!.destroy()
    socket.resume()
    await once(socket, 'close')
    expect(ownerOf(socket)).toBeNull()
  })
})
