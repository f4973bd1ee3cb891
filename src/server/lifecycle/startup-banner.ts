import { isIPv6 } from 'node:net'
import { renderUnicodeCompact } from 'uqr'
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
  /** Whether browsers are served the web client. */
  web: boolean
  /** Whether a QR code of its address is printed. */
  qr: boolean
  /** URL of the metrics; null where none are served. */
  metrics: string | null
  /** The folder of recordings; null where recording is off. */
  recordings: string | null
}

/** The lines that the server prints at its start: its address, how it is protected, and how others join. */
export function bannerLines({
  addresses,
  port,
  fingerprint,
  plain,
  password,
  web,
  qr,
  metrics,
  recordings,
}: Banner): string[] {
  const [page = ''] = addresses.map((address) => pageAddress(address, port, fingerprint !== null))
  return [
    `Initializing Chat Server at IP [${addresses[0]}] and port [${port}]`,
    'Starting server...',
    ...protectionLines(fingerprint, plain, password),
    ...addresses.map((address) => `Join from another machine: chat-client --ip ${address} --port ${port}`),
    ...(web ? [`Join from a browser or phone: ${page}`] : []),
    ...(web && qr ? qrLines(page) : []),
    ...(metrics === null ? [] : [`Metrics: ${metrics}`]),
    ...(recordings === null
      ? []
      : [`Recordings: ${recordings} (on request, with the consent of each participant)`]),
  ]
}

/** The address of the web client. */
export function pageAddress(address: string, port: number, encrypted: boolean): string {
  const host = isIPv6(address) ? `[${address}]` : address
  return `${encrypted ? 'https' : 'http'}://${host}:${port}`
}

/** A QR code for the cameras of phones, with the margin that they need (ISO/IEC 18004, section 5.3.8). */
function qrLines(text: string): string[] {
  return renderUnicodeCompact(text, { border: 2 }).split('\n')
}

function protectionLines(fingerprint: string | null, plain: boolean, password: boolean): string[] {
  if (fingerprint !== null) {
    return [
      `Encrypted with TLS 1.3. Fingerprint: ${fingerprintWords(fingerprint)}`,
      `Fingerprint (SHA-256 of the public key): ${fingerprint}`,
      ...(plain
        ? [
            'Clients without TLS can also connect, but cannot send passwords. Start with --tls to refuse them.',
          ]
        : []),
    ]
  }
  return password
    ? ['Not encrypted: others on the network can read the password. Start without --no-tls to encrypt.']
    : []
}
