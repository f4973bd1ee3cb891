#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { systemClock } from '../clock.ts'
import { stateFolder } from '../folders.ts'
import { fingerprintWords } from '../protocol/fingerprint.ts'
import { limits } from '../protocol/limits.ts'
import { lanAddresses } from './addresses.ts'
import { Beacon } from './beacon.ts'
import { ChatServer } from './chat-server.ts'
import { givenIdentity, type Identity, keptIdentity } from './identity.ts'
import { onInterrupt } from './interrupt.ts'
import { surviveMishaps } from './mishaps.ts'
import { keptToken, OperatorToken } from './moderation/operator-token.ts'
import { parseServerOptions, type ServerOptions } from './options.ts'
import { Password } from './password.ts'

const USAGE_ERROR = 2
const MAX_PORT = 65_535

const options = parseServerOptions(process.argv)
const print = (line: string) => process.stdout.write(`${line}\n`)
const log = options.log ? print : null
const identity = await orGiveUp(async () => identityOf(options.tls))
const token = keptToken(stateFolder())
const server = new ChatServer({
  voice: { rate: options.rate, frameMs: options.frameMs, bitrate: options.bitrate },
  codecs: options.codecs,
  clock: systemClock,
  log,
  identity,
  places: {
    connections: options.maxConnections,
    connectionsPerAddress: options.maxConnectionsPerAddress,
  },
  password: options.passwordFile === null ? null : await orGiveUp(() => readPassword(options.passwordFile!)),
  operatorToken: new OperatorToken(token.words),
})

let port: number
try {
  port = await server.listen(options.port, options.host)
} catch (error) {
  process.stderr.write(`${whyNot(error as NodeJS.ErrnoException)}\n`)
  process.exit(USAGE_ERROR)
}

surviveMishaps((line) => process.stderr.write(`${line}\n`))
const beacon = options.announce
  ? new Beacon({ address: server.address ?? '::', port, tls: identity !== null, clock: systemClock, log })
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
if (identity) {
  print(`Encrypted by TLS 1.3. Fingerprint: ${fingerprintWords(identity.fingerprint)}`)
  print(`Fingerprint (SHA-256 of the public key): ${identity.fingerprint}`)
} else if (options.passwordFile !== null) {
  print('Not encrypted: whoever listens on the network learns the password; --tls encrypts.')
}
print(`Operator's token, for /operator in a client: ${whereToken()}`)
const flag = identity ? ' --tls' : ''
for (const address of addresses)
  print(`Join from another machine: chat-client --ip ${address} --port ${port}${flag}`)

/** The token itself on a terminal alone: elsewhere this may be a log, which is to hold no secret. */
function whereToken(): string {
  if (process.stdout.isTTY === true) return token.words
  return token.path === null ? `none, for ${stateFolder()} cannot be written` : `in ${token.path}`
}

function identityOf(tls: ServerOptions['tls']): Promise<Identity> | Identity | null {
  if (tls === null) return null
  return tls === 'kept' ? keptIdentity(stateFolder()) : givenIdentity(tls.cert, tls.key)
}

async function readPassword(file: string): Promise<Password> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new Error(`Cannot read the password file ${file}: ${(error as Error).message}`)
  }
  const [password = ''] = text.split(/\r?\n/, 1)
  if (password === '') throw new Error(`The first line of ${file} is empty; write the password there.`)
  if (password.length > limits.password) {
    throw new Error(
      `The first line of ${file} is too long; a password has ${limits.password} characters at most.`,
    )
  }
  return Password.of(password)
}

/** A sentence in place of a stack, for what the operator can mend. */
async function orGiveUp<T>(prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(USAGE_ERROR)
  }
}

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
