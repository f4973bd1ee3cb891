import { connect } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { serverVocabulary } from '../../protocol/vocabulary.ts'
import { Decoder } from '../../protocol/wire/decoder.ts'

/** ms to wait for a line. */
const PATIENCE = 1_000
/** Longest line in bytes, and most characters shown of its message. */
const MAX_LINE = 4_096
const SHOWN = 300

/**
 * Asks why a server does not answer with TLS: one that is full or draining says so in the clear to each connection, before
 * it reads anything. Nothing is sent to the server.
 *
 * @returns the cleaned message of its error `limit`; null if it sends none
 */
export async function refusalInTheClear(server: { host: string; port: number; clock: Clock }): Promise<string | null> {
  const socket = connect({ host: server.host, port: server.port })
  const vocabulary = serverVocabulary()
  const message = new Promise<string | null>((resolve) => {
    const decoder = new Decoder(
      {
        payload: (header, bytes) => vocabulary.payload(header, bytes),
        message: (header) => {
          const label = vocabulary.check(header)
          const isRefusal = label.label === 'error' && label.code === 'limit'
          resolve(isRefusal ? cleanLine(label.message).slice(0, SHOWN) : null)
        },
      },
      MAX_LINE,
    )
    socket.on('error', () => resolve(null))
    socket.once('close', () => resolve(null))
    socket.on('data', (bytes) => {
      try {
        decoder.push(bytes)
      } catch {
        resolve(null)
      }
    })
  })
  try {
    return await withTimeout(server.clock, PATIENCE, message, () => null)
  } finally {
    socket.destroy()
  }
}
