/** The server as a program: reads the options, creates and connects all parts, and serves until it is ended. */
import { join, resolve } from 'node:path'
import { systemClock } from '../lib/clock.ts'
import { stateFolder } from '../lib/folders.ts'
import { stderr, stdout } from '../lib/output.ts'
import { openFilesLimit } from '../lib/process/start-program.ts'
import { version } from '../lib/version.ts'
import { pageAddress } from '../lib/web-address.ts'
import { readWebFiles } from '../lib/web-files.ts'
import type { AccountStore } from './accounts/account-store.ts'
import { Accounts } from './accounts/accounts.ts'
import { readPassword } from './accounts/password.ts'
import { SqliteStore } from './accounts/sqlite-store.ts'
import { ChatServer } from './chat-server.ts'
import { ctlPaths } from './ctl/ctl-path.ts'
import { CtlSocket } from './ctl/ctl-socket.ts'
import { HistoryFolder } from './history/history-folder.ts'
import { installCrashHandlers } from './lifecycle/crash-handlers.ts'
import { Draining } from './lifecycle/draining.ts'
import { onSignals } from './lifecycle/signals.ts'
import { bannerLines } from './lifecycle/startup-banner.ts'
import { AuditedLog } from './log/audited-log.ts'
import { logFor } from './log/log-formats.ts'
import type { MetricsPlace } from './metrics/metrics-place.ts'
import { keptToken, OperatorToken } from './moderation/operator-token.ts'
import { addressGroup, lanAddresses } from './net/addresses.ts'
import { AllowedHosts } from './net/allowed-hosts.ts'
import { MdnsAdvertiser } from './net/mdns-advertiser.ts'
import { givenIdentity, keptIdentity, type TlsIdentity } from './net/tls-identity.ts'
import { keptWebCertificate, RenewedIdentity, type WebCertificate } from './net/web-certificate.ts'
import { Recordings } from './recording/recordings.ts'
import { parseServerOptions, type ServerOptions } from './server-options.ts'
import { measuredLoad } from './voice/talker-budget.ts'
import { trustFiles } from './web/trust-page.ts'
import type { WebPages } from './web/web-server.ts'

const USAGE_ERROR = 2
const MAX_PORT = 65_535
/** ms that slow readers have for the last messages. */
const ENDING_PATIENCE = 4_000

const options = await parseServerOptions(process.argv)
// A closed pipe is no reason to stop, and an error message about it could not be written either.
for (const output of [stdout, stderr]) output.onError(() => {})
const log = new AuditedLog(logFor(options.logFormat, options.log, systemClock), {
  path: options.auditLog ?? join(stateFolder(), 'audit.jsonl'),
  clock: systemClock,
  addressGroup,
})
const own = await orGiveUp(async () => identityOf(options.tls))
const served = options.web ? await pages() : null
const certificate = served && own && options.tls === 'kept' ? await orGiveUp(() => certificateFor(own)) : null
const identity = own && certificate ? renewedIdentity(own, certificate) : own
const files = served && new Map(served.files)
const web = served && files && { ...served, files }
if (certificate) tellTrust(certificate)
const token = keptToken(stateFolder())
const accounts = options.accounts === null ? null : await orGiveUp(() => openAccounts(options.accounts!))
const voice = { rate: options.rate, frameMs: options.frameMs, bitrate: options.bitrate }
const recordings =
  options.recordings === null
    ? null
    : await orGiveUp(() =>
        Recordings.open(options.recordings!, {
          format: voice,
          clock: systemClock,
          limits: options.limits,
          recordBy: options.recordBy,
        }),
      )
const history =
  options.history === null
    ? null
    : await orGiveUp(() =>
        HistoryFolder.open(options.history!, {
          limits: options.limits,
          failed: (message) => log.write('history_failed', { message }),
        }),
      )
const server = new ChatServer({
  voice,
  codecs: options.codecs,
  clock: systemClock,
  log,
  limits: options.limits,
  identity,
  plain: options.plain,
  places: { connections: options.maxConnections, connectionsPerAddress: options.maxConnectionsPerAddress },
  password:
    options.passwordFile === null ? null : await orGiveUp(() => readPassword(options.passwordFile!, options.limits)),
  operatorToken: new OperatorToken(token.words),
  accounts: accounts && new Accounts(accounts, systemClock, options.limits),
  bans: accounts && { loaded: await orGiveUp(() => accounts.bans()), save: (bans) => accounts.saveBans(bans) },
  recordings,
  history,
  load: measuredLoad(),
  web,
  pages: () => pageAddresses(),
})

let port: number
try {
  port = await server.listen(options.port, options.host)
} catch (error) {
  stderr.line(whyNot(error as NodeJS.ErrnoException))
  process.exit(USAGE_ERROR)
}

installCrashHandlers(log)
const mdnsAdvertiser = options.announce
  ? new MdnsAdvertiser({ address: server.address ?? '::', port, tls: identity !== null, clock: systemClock, log })
  : null

const addresses = reachableAddresses()
let ending = false
const terminate = () => {
  if (ending) return
  ending = true
  log.write('ending', {})
  void end().then(() => process.exit(0))
}
const metrics = options.metrics && (await orGiveUp(() => serveMetricsAt(options.metrics!)))
const control = await openCtl()

// A program that reads the lines below may send a signal at once.
onSignals({
  place: `Chat Server at IP [${addresses[0]}] and port [${port}]`,
  interactive: process.stdin.isTTY === true && stdout.isTerminal,
  terminate,
})

const fingerprint = identity?.fingerprint ?? null
const password = options.passwordFile !== null
const protection = { tls: identity !== null, plain: identity === null || options.plain, fingerprint, password }
log.write('listening', { version, addresses, port, ...protection, metrics })
if (options.logFormat === 'text') {
  const folder = options.recordings && resolve(options.recordings)
  const { plain } = options
  const page = { pages: pageAddresses(), qr: options.qr && stdout.isTerminal }
  const facts = { metrics, recordings: folder, openFiles: openFilesLimit() }
  const greeting = { addresses, port, fingerprint, plain, password, ...page, ...facts }
  const lines = bannerLines(greeting)
  for (const line of [...lines, `Operator's token, for /operator in a client: ${whereToken()}`]) stdout.line(line)
}

/** Waits for recordings however long the disk takes, but not for slow readers. */
async function end(): Promise<void> {
  await recordings?.close()
  systemClock.after(ENDING_PATIENCE, () => process.exit(0))
  await Promise.all([mdnsAdvertiser?.close(), server.close(), control?.close()])
  await accounts?.close()
  await history?.close()
  await log.flush()
}

/** Prints the token itself only on a terminal: elsewhere the output may be a log, which must hold no secret. */
function whereToken(): string {
  if (stdout.isTerminal) return token.words
  return token.path === null ? `none, because ${stateFolder()} is not writable` : `in ${token.path}`
}

function identityOf(tls: ServerOptions['tls']): Promise<TlsIdentity> | TlsIdentity | null {
  if (tls === null) return null
  return tls === 'kept' ? keptIdentity(stateFolder()) : givenIdentity(tls.cert, tls.key)
}

/** The addresses at which other machines reach the server now. */
function reachableAddresses(): string[] {
  return options.host && !isAny(options.host) ? [options.host] : lanAddresses()
}

/** The URLs of the web client; a name given by the operator is what a certificate of theirs is for. */
function pageAddresses(): string[] {
  if (!web) return []
  const hosts = [...options.allowHost, ...reachableAddresses()]
  return hosts.map((host) => pageAddress(host, port, identity !== null))
}

/** The files of the web client; null where they were not built, which is no reason not to serve terminals. */
async function pages(): Promise<WebPages | null> {
  try {
    return { files: await readWebFiles(), hosts: new AllowedHosts(options.allowHost) }
  } catch (error) {
    stderr.line(
      `The web client is not available: ${(error as Error).message}. Run npm run build, or start with --no-web.`,
    )
    return null
  }
}

/** Serves the page about the server's own certificate. */
function tellTrust({ authority }: WebCertificate): void {
  if (!identity) return
  for (const [path, file] of trustFiles(authority, identity.fingerprint)) files?.set(path, file)
}

function renewedIdentity(own: TlsIdentity, certificate: WebCertificate): TlsIdentity {
  return new RenewedIdentity(own, certificate, {
    clock: systemClock,
    certificate: () => certificateFor(own),
    renewed: (renewed) => {
      tellTrust(renewed)
      log.write('certificate_renewed', {})
    },
    failed: (message) => log.write('certificate_failed', { message }),
  })
}

function certificateFor({ key }: TlsIdentity): Promise<WebCertificate> {
  return keptWebCertificate({ folder: stateFolder(), key, now: systemClock.date() })
}

/** Starts the thread with SQLite. */
function openAccounts(folder: string): Promise<AccountStore> {
  return SqliteStore.open({
    folder,
    clock: systemClock,
    failed: (message) => log.write('accounts_failed', { message }),
  })
}

/** A socket requested by `--ctl` is required; without the default one the server runs all the same. */
async function openCtl(): Promise<CtlSocket | null> {
  const path = options.ctl ?? ctlPaths(port)[0]
  if (!path) return null
  const draining = new Draining(server, systemClock, terminate)
  const opened = CtlSocket.at(path, { running: { context: server.context, server, draining, end: terminate }, log })
  if (options.ctl !== null) return orGiveUp(() => opened)
  return opened.catch((error: Error) => {
    stderr.line(error.message)
    return null
  })
}

/** @returns the URL of the metrics. */
async function serveMetricsAt(place: MetricsPlace): Promise<string> {
  // The library is loaded only where metrics are enabled.
  const { serveMetrics } = await import('./metrics/metrics-server.ts')
  return serveMetrics(server, place, { hosts: options.allowHost, clock: systemClock, log })
}

/** Prints a sentence instead of a stack trace for what the operator can fix, and exits. */
async function orGiveUp<T>(prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    stderr.line((error as Error).message)
    process.exit(USAGE_ERROR)
  }
}

function whyNot(error: NodeJS.ErrnoException): string {
  const next = options.port < MAX_PORT ? options.port + 1 : options.port - 1
  if (error.code === 'EADDRINUSE') return `Port ${options.port} is in use; try --port ${next}`
  if (error.code === 'EACCES') return `Port ${options.port} needs root privileges; try --port 12345`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `This machine has no address ${options.host}; leave out --host to listen on all, or try ${lanAddresses()[0]}`
  }
  return `Cannot listen on port ${options.port}: ${error.message}`
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
