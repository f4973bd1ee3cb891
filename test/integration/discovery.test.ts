import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { Network, networkWay, noNetworkReason } from '../helpers/network.ts'
import { Program, runProgram } from '../helpers/program.ts'

/** A network card at a cable that leads nowhere: what is sent to many comes back to this machine. */
const LAN = [
  'link add lan0 type veth peer name lan1',
  'address add 10.9.0.2/24 dev lan0',
  'link set lan1 up',
  'link set lan0 up',
]

let network: Network | undefined
const programs: Program[] = []

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()))
  await network?.close()
})

const here = () => ({ within: network!.within })

async function serve(...args: string[]): Promise<{ program: Program; port: number }> {
  const program = new Program('server/main.js', ['--port', '0', '-l', ...args], here())
  programs.push(program)
  const [, port] = /port \[(\d+)\]/.exec(await program.line(/^Initializing/)) ?? []
  return { program, port: Number(port) }
}

/** A program that looks on and on; it prints what is found and lost. */
function watch(): { line(start: string): Promise<void>; stop(): void } {
  const script = `
    const { browse } = await import('${new URL('../../src/client/discovery/discovery.ts', import.meta.url)}')
    const { systemClock } = await import('${new URL('../../src/lib/clock.ts', import.meta.url)}')
    const tell = (word) => ({ host, port }) => console.log(word, host, port)
    browse({ found: tell('found'), lost: tell('lost'), failed: console.log }, systemClock)`
  const [program, ...rest] = [
    ...network!.within,
    process.execPath,
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    script,
  ]
  const child = spawn(program!, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async line(expected) {
      expect((await lines.next()).value).toBe(expected)
    },
    stop: () => child.kill(),
  }
}

/** What `chat-client servers` finds, once it is as `wanted` has it: an answer may come late on a busy machine. */
async function search(wanted: (found: Found[]) => boolean): Promise<Found[]> {
  for (let attempt = 1; ; attempt++) {
    const { code, text } = await runProgram('client/main.js', ['servers', '--json'], here())
    expect(code).toBe(0)
    const { found } = JSON.parse(text) as { found: Found[] }
    if (wanted(found) || attempt === 5) return found
  }
}
interface Found {
  host: string
  port: number
}

describe.skipIf(!networkWay && noNetworkReason())('servers on the local network', () => {
  it('are found once each, until they end', async () => {
    network = await Network.open('link set lo up', ...LAN)
    const one = await serve()
    const two = await serve()
    const [name] = hostname().split('.')
    const found = await search((servers) => servers.length === 2)
    expect(found.map(({ port }) => port).sort()).toEqual([one.port, two.port].sort())
    expect(found[0]).toMatchObject({ name, host: '10.9.0.2', tls: true, version: 1, own: true })

    const client = await runProgram('client/main.js', ['servers'], here())
    expect(client.text).toMatch(
      new RegExp(`^  ${name}  10\\.9\\.0\\.2 port ${one.port}  \\(this machine, encrypted\\)$`, 'm'),
    )
    expect(await one.program.stop()).toBe(0)
    expect(await search((servers) => servers.length === 1)).toMatchObject([{ port: two.port }])
  })

  it('appear and disappear for a browsing client, and announce their end', async () => {
    network = await Network.open('link set lo up', ...LAN)
    const looker = watch()
    const one = await serve()
    await looker.line(`found 10.9.0.2 ${one.port}`)
    await one.program.stop()
    const began = performance.now()
    await looker.line(`lost 10.9.0.2 ${one.port}`)
    // Who only falls silent is missed 12 s after it was last seen.
    expect(performance.now() - began).toBeLessThan(6_000)
    looker.stop()
  })

  it('are found only on loopback when they listen only there, or when there is no other interface', async () => {
    network = await Network.open('link set lo up')
    const anywhere = await serve()
    for (const command of LAN) network.ip(command)
    const loopback = await serve('--host', '127.0.0.1')
    const found = await search((servers) => servers.length === 2)
    expect(found.find(({ port }) => port === loopback.port)).toMatchObject({ host: '127.0.0.1' })
    expect(found.find(({ port }) => port === anywhere.port)).toMatchObject({ host: '127.0.0.1' })
  })

  it('are found on a network without IPv4, at an address that a client accepts', async () => {
    network = await Network.open('link set lo up', ...LAN.filter((command) => !command.startsWith('address')))
    const { port } = await serve()
    const [found] = await search((servers) => servers.length > 0)
    expect(found).toMatchObject({ host: expect.stringMatching(/^fe80::.*%lan[01]$/), port, own: true })
    const place = `[${found!.host}]:${port}`
    const join = ['--ip', place, '--mic', 'null', '--speaker', 'null', '--plain', '--for', '1s']
    expect(await runProgram('client/main.js', join, here())).toMatchObject({ code: 0 })
    const zoneless = ['--ip', found!.host.replace(/%.*/, ''), '--plain']
    expect(await runProgram('client/main.js', zoneless, here())).toMatchObject({
      code: 2,
      text: expect.stringContaining('lan0'),
    })
  })

  it('are not found with --no-announce', async () => {
    network = await Network.open('link set lo up', ...LAN)
    await serve('--no-announce')
    const loud = await serve()
    expect(await search((servers) => servers.length > 0)).toMatchObject([{ port: loud.port }])
  })

  it('serve clients when they cannot announce themselves, and log it once', async () => {
    network = await Network.open('link set lo up', ...LAN)
    const [program, ...options] = network.within
    const script = `require('node:dgram').createSocket('udp4').bind({ port: 5353, exclusive: true }, () => console.log('ready'))`
    const taker = spawn(program!, [...options, process.execPath, '--eval', script], { stdio: 'pipe' })
    await once(taker.stdout, 'data')
    const { program: server, port } = await serve()
    await server.line(
      /^Not announced on the local network: UDP port 5353 is taken by a program that does not share it$/,
    )
    const join = ['--ip', '127.0.0.1', '--port', String(port), '--mic', 'null', '--speaker', 'null', '--for', '1s']
    expect((await runProgram('client/main.js', join, here())).code).toBe(0)
    const listed = await runProgram('client/main.js', ['servers'], here())
    expect(listed.text).toContain('cannot search: UDP port 5353 is taken')
    expect(listed.text).toContain(`127.0.0.1 port ${port}`)
    expect(server.lines.filter((line) => line.startsWith('Not announced'))).toHaveLength(1)
    taker.kill()
    await once(taker, 'exit')
  })

  it('serve clients when there is no network at all', async () => {
    network = await Network.open()
    const { program } = await serve()
    expect(await search((servers) => servers.length === 0)).toEqual([])
    expect(await program.stop()).toBe(0)
  })
})
