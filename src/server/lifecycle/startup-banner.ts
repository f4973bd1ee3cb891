import { fingerprintWords } from '../../protocol/fingerprint.ts'

export interface Greeting {
  /** Those by which others can reach the server, the likeliest first. */
  addresses: readonly string[]
  port: number
  /** SHA-256 of the server's public key, in hex; null without TLS. */
  fingerprint: string | null
  /** Whether a password is wanted. */
  password: boolean
  /** Where metrics are; null where nowhere. */
  metrics: string | null
  /** The folder of recordings; null where none are made. */
  recordings: string | null
}

/** What the server prints for people when it has started: where it is, and how others join. */
export function bannerLines({
  addresses,
  port,
  fingerprint,
  password,
  metrics,
  recordings,
}: Greeting): string[] {
  const flag = fingerprint === null ? '' : ' --tls'
  return [
    `Initializing Chat Server at IP [${addresses[0]}] and port [${port}]`,
    'Starting server...',
    ...protectionLines(fingerprint, password),
    ...addresses.map(
      (address) => `Join from another machine: chat-client --ip ${address} --port ${port}${flag}`,
    ),
    ...(metrics === null ? [] : [`Metrics: ${metrics}`]),
    ...(recordings === null
      ? []
      : [`Records rooms to ${recordings} where somebody there asks for it, with all who agree.`]),
  ]
}

function protectionLines(fingerprint: string | null, password: boolean): string[] {
  if (fingerprint !== null) {
    return [
      `Encrypted by TLS 1.3. Fingerprint: ${fingerprintWords(fingerprint)}`,
      `Fingerprint (SHA-256 of the public key): ${fingerprint}`,
    ]
  }
  return password
    ? ['Not encrypted: whoever listens on the network learns the password; --tls encrypts.']
    : []
}
