import { once } from 'node:events'
import { connect } from 'node:net'
import type { CtlQuestion, CtlReply } from './ctl-message.ts'

/** ms that a server may take to answer. */
const PATIENCE = 10_000
/** What says that a server is not here, but may be at the next place. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR'])

/** Asks a running server. @throws Error with a sentence for the administrator */
export async function ask(paths: readonly string[], question: CtlQuestion): Promise<CtlReply> {
  if (paths.length === 0) {
    throw new Error(
      'There is no usual place for a ctl socket here: start the server with --ctl, and say the same.',
    )
  }
  for (const path of paths) {
    try {
      return await askAt(path, question)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (ABSENT.has(code)) continue
      if (code === 'EACCES' || code === 'EPERM') {
        throw new Error(`The server at ${path} is another user's: ask as whoever runs it, or as root.`)
      }
      throw new Error(`The server at ${path} did not answer: ${message}.`)
    }
  }
  throw new Error(
    `No server can be asked at ${paths.join(' or ')}: start it, or say by --port or --ctl which one is meant.`,
  )
}

async function askAt(path: string, question: CtlQuestion): Promise<CtlReply> {
  const socket = connect(path)
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`nothing came for ${PATIENCE / 1_000} s`)))
  await once(socket, 'connect')
  socket.end(`${JSON.stringify(question)}\n`)
  let text = ''
  for await (const piece of socket.setEncoding('utf8')) text += piece
  if (!text.endsWith('\n')) throw new Error('it ended in the middle')
  return JSON.parse(text) as CtlReply
}
