import type { RecordedFile, RecordingDescription } from '../../audio/recording-description.ts'
import type { RecordingKey, RecordingSummary } from '../../protocol/shapes.ts'
import { keepRecording, keptRecordings } from '../session/kept.ts'
import type { ServerSocket } from '../wire/server-socket.ts'

/** Bytes of the largest file: a browser holds it in memory. */
export const MOST_BYTES = 1024 ** 3
/** Bytes of the largest description of a recording. */
const MOST_DESCRIPTION = 1024 ** 2
/** Pieces requested ahead of the one that is awaited; few enough not to delay voice. */
const AHEAD = 2
const DESCRIPTION = 'recording.json'

export interface PageDownloadsOptions {
  socket(): Pick<ServerSocket, 'request' | 'requestPiece'>
  /** Bytes of each piece but the last of a file. */
  readonly pieceBytes: number
  /** The keys to recordings that this browser keeps. */
  readonly keys: { all(): readonly RecordingKey[]; keep(key: RecordingKey): void }
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/** Downloads recordings from the server. What arrived of a file is kept, and a later attempt continues from there. */
export class PageDownloads {
  readonly #options: PageDownloadsOptions
  readonly #parts = new Map<string, Uint8Array[]>()

  constructor(options: PageDownloadsOptions) {
    this.#options = options
  }

  /** Downloads with the keys that this browser keeps. */
  static inBrowser(socket: PageDownloadsOptions['socket'], pieceBytes: number): PageDownloads {
    return new PageDownloads({
      ...{ socket, pieceBytes },
      keys: { all: keptRecordings, keep: keepRecording },
      sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
    })
  }

  /** Keeps the key of a recording, as the server sent it. */
  keep({ recording, token }: RecordingKey): void {
    this.#options.keys.keep({ recording, token })
  }

  /** The recordings that the user may download, the latest first. @throws as `ServerSocket.request` */
  async list(): Promise<RecordingSummary[]> {
    const { socket, keys } = this.#options
    const { recordings } = await socket().request('recordings', { keys: [...keys.all()] })
    return recordings.reverse()
  }

  /** The files of a recording. @throws as `fetch` */
  async files(recording: string): Promise<readonly RecordedFile[]> {
    const { total, sha256 } = await this.#piece(recording, DESCRIPTION, 0)
    if (total > MOST_DESCRIPTION) throw new Error(`${DESCRIPTION} on the server is too large`)
    const bytes = await this.fetch(recording, { file: DESCRIPTION, bytes: total, sha256 })
    // The server has checked it, and the page trusts its server.
    return (JSON.parse(new TextDecoder().decode(bytes)) as RecordingDescription).files
  }

  /**
   * Downloads a file, or the rest of it, and verifies it.
   *
   * @param progress receives the bytes that are here
   * @throws as `ServerSocket.request`; the reason of the signal; Error if the file is damaged or too large
   */
  async fetch(
    recording: string,
    { file, bytes, sha256 }: RecordedFile,
    progress: (bytes: number) => void = () => {},
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (bytes > MOST_BYTES) throw new Error(`${file} is too large for a browser`)
    const name = `${recording} ${file} ${sha256}`
    const parts = this.#parts.get(name) ?? []
    this.#parts.set(name, parts)
    const { pieceBytes } = this.#options
    let done = parts.length * pieceBytes
    let next = done
    const asked: Promise<{ payload: Uint8Array }>[] = []
    while (done < bytes) {
      for (; asked.length < AHEAD && next < bytes; next += pieceBytes) {
        const piece = this.#piece(recording, file, next)
        // A rejection is handled when the piece is awaited.
        piece.catch(() => {})
        asked.push(piece)
      }
      const { payload } = await asked.shift()!
      signal?.throwIfAborted()
      if (payload.length !== Math.min(pieceBytes, bytes - done)) throw new Error(`${file} arrived damaged`)
      parts.push(payload)
      done += payload.length
      progress(done)
    }
    this.#parts.delete(name)
    const whole = new Uint8Array(bytes)
    for (const [i, part] of parts.entries()) whole.set(part, i * pieceBytes)
    const sum = await this.#options.sha256(whole)
    if (hex(sum) !== sha256) throw new Error(`${file} arrived damaged`)
    return whole
  }

  #piece(recording: string, file: string, offset: number) {
    const { socket, keys } = this.#options
    const token = keys.all().find((key) => key.recording === recording)?.token
    return socket().requestPiece({ recording, file, offset, ...(token === undefined ? {} : { token }) })
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
