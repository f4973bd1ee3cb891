import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { connect, TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../../src/protocol/fingerprint.ts'
import { keptIdentity } from '../../../src/server/net/tls-identity.ts'
import { keptWebCertificate, RenewedIdentity } from '../../../src/server/net/web-certificate.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A server with TLS whose certificate is renewed by the clock of the test. */
async function serve() {
  const folder = freshFolder()
  const clock = new ManualClock()
  const names = ['localhost', '192.168.1.5']
  const own = await keptIdentity(folder)
  const certificate = () => keptWebCertificate({ folder, key: own.key, now: clock.date(), names })
  let checks = 0
  let renewed = 0
  const failures: string[] = []
  const identity = new RenewedIdentity(own, await certificate(), {
    clock,
    certificate: () => certificate().finally(() => checks++),
    renewed: () => renewed++,
    failed: (message) => failures.push(message),
  })
  const server = createServer((socket) => {
    const secured = new TLSSocket(socket, { isServer: true, secureContext: identity.context })
    secured.on('error', () => {}).on('data', (bytes) => secured.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  /** Waits for the next check of the certificate. */
  const check = async () => {
    const before = checks
    clock.advance(MINUTE)
    await eventually(() => checks).toBe(before + 1)
  }
  const visit = async () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    return { socket, certificate: new X509Certificate(socket.getPeerCertificate().raw) }
  }
  return { folder, clock, names, server, identity, failures, check, visit, renewals: () => renewed }
}

describe('the certificate of a running server', () => {
  it('is renewed when the machine has a new address or less than 30 days are left, with the same key', async () => {
    const { clock, names, server, identity, check, visit, renewals } = await serve()
    const before = await visit()
    expect(before.certificate.checkIP('10.0.0.9')).toBeUndefined()
    await check()
    expect(renewals()).toBe(0)

    names.push('10.0.0.9')
    await check()
    await eventually(renewals).toBe(1)
    const moved = await visit()
    expect(moved.certificate.checkIP('10.0.0.9')).toBe('10.0.0.9')

    clock.jump(365 * DAY)
    await check()
    expect(renewals()).toBe(1)
    clock.jump(2 * DAY)
    await check()
    await eventually(renewals).toBe(2)
    const later = await visit()
    expect(Date.parse(later.certificate.validTo)).toBeGreaterThan(clock.date() + 390 * DAY)

    const keys = [before, moved, later].map(({ certificate }) => fingerprintOf(certificate))
    expect(new Set([...keys, identity.fingerprint]).size).toBe(1)
    // Open connections go on.
    before.socket.write('x')
    expect(String((await once(before.socket, 'data'))[0])).toBe('x')
    for (const { socket } of [before, moved, later]) socket.destroy()
    identity.close()
    expect(clock.timers).toBe(0)
    server.close()
  })

  it('stays in use when it cannot be renewed, and is renewed later', async () => {
    const { folder, names, server, identity, failures, check, visit, renewals } = await serve()
    const authority = join(folder, 'web-authority.pem')
    rmSync(authority)
    // A folder in its place cannot be read as a file.
    mkdirSync(authority)
    names.push('10.0.0.9')
    await check()
    await eventually(() => failures.length).toBe(1)
    const { socket, certificate } = await visit()
    expect(certificate.checkIP('192.168.1.5')).toBe('192.168.1.5')
    rmSync(authority, { recursive: true })
    await check()
    await eventually(renewals).toBe(1)
    socket.destroy()
    identity.close()
    server.close()
  })
})
