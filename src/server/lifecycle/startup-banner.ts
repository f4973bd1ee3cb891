import { ENOUGH_FILES, MORE_FILES } from '../../lib/process/start-program.ts'
import { qrLines } from '../../lib/web-address.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'

/** What the operator needs to know at the start. */
export interface Banner {
  /** The addresses at which other machines reach the server, the likeliest first. */
  addresses: readonly string[]
  port: number
  /** SHA-256 of the server's public key, in hex; null without TLS. */
  fingerprint: string | null
  /** Whether clients may also connect without TLS. */
  plain: boolean
  /** Whether the server has a password. */
  password: boolean
  /** URLs of the web client, the likeliest first; empty where none is served. */
  pages: readonly string[]
  /** Whether a QR code of its address is printed. */
  qr: boolean
  /** URL of the metrics; null where none are served. */
  metrics: string | null
  /** The folder of recordings; null where recording is off. */
  recordings: string | null
  /** How many files the process may open. */
  openFiles: number
}

/** The lines that the server prints at its start: its address, how it is protected, and how others join. */
export function bannerLines({
  addresses,
  port,
  fingerprint,
  plain,
  password,
  pages,
  qr,
  metrics,
  recordings,
  openFiles,
}: Banner): string[] {
  const [page] = pages
  return [
    `Initializing Chat Server at IP [${addresses[0]}] and port [${port}]`,
    'Starting server...',
    ...protectionLines(fingerprint, plain, password),
    ...addresses.map((address) => `Join from another machine: chat-client --ip ${address} --port ${port}`),
    ...(page === undefined ? [] : [`Join from a browser or phone: ${page}`]),
    ...(page !== undefined && qr ? qrLines(page) : []),
    ...(openFiles >= ENOUGH_FILES ? [] : [`Only ${openFiles} files may be open, so few can connect; ${MORE_FILES}`]),
    ...(metrics === null ? [] : [`Metrics: ${metrics}`]),
    ...(recordings === null ? [] : [`Recordings: ${recordings} (on request, with the consent of each participant)`]),
  ]
}

function protectionLines(fingerprint: string | null, plain: boolean, password: boolean): string[] {
  if (fingerprint !== null) {
    return [
      `Encrypted with TLS 1.3. Fingerprint: ${fingerprintWords(fingerprint)}`,
      `Fingerprint (SHA-256 of the public key): ${fingerprint}`,
      ...(plain
        ? ['Clients without TLS can also connect, but cannot send passwords. Start with --tls to refuse them.']
        : []),
    ]
  }
  return password
    ? ['Not encrypted: others on the network can read the password. Start without --no-tls to encrypt.']
    : []
}
