#!/usr/bin/env node
import { systemClock } from '../clock.ts'
import { lanAddresses } from './addresses.ts'
import { Beacon } from './beacon.ts'
import { ChatServer } from './chat-server.ts'
import { onInterrupt } from './interrupt.ts'
import { parseServerOptions } from './options.ts'

const USAGE_ERROR = 2
const MAX_PORT = 65_535

const options = parseServerOptions(process.argv)
const print = (line: string) => process.stdout.write(`${line}\n`)
const log = options.log ? print : null
const server = new ChatServer({
  voice: { rate: options.rate, frameMs: options.frameMs, bitrate: options.bitrate },
  codecs: options.codecs,
  clock: systemClock,
  log,
})

let port: number
try {
  port = await server.listen(options.port, options.host)
} catch (error) {
  process.stderr.write(`${whyNot(error as NodeJS.ErrnoException)}\n`)
  process.exit(USAGE_ERROR)
}

const beacon = options.announce
  ? new Beacon({ address: server.address ?? '::', port, tls: false, clock: systemClock, log })
  : null

const addresses = options.host && !isAny(options.host) ? [options.host] : lanAddresses()
// Whoever reads the lines below may send a signal at once.
onInterrupt({
  place: `Chat Server at IP [${addresses[0]}] and port [${port}]`,
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  terminate: () => void Promise.all([beacon?.close(), server.close()]).then(() => process.exit(0)),
})

print(`Initializing Chat Server at IP [${addresses[0]}] and port [${port}]`)
print('Starting server...')
for (const address of addresses)
  print(`Join from another machine: chat-client --ip ${address} --port ${port}`)

function whyNot(error: NodeJS.ErrnoException): string {
  const next = options.port < MAX_PORT ? options.port + 1 : options.port - 1
  if (error.code === 'EADDRINUSE') return `Port ${options.port} is in use; try --port ${next}`
  if (error.code === 'EACCES') return `Port ${options.port} needs more rights; try --port 12345`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `This machine has no address ${options.host}; leave out --host to listen on all, or try ${lanAddresses()[0]}`
  }
  return `Cannot listen on port ${options.port}: ${error.message}`
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
