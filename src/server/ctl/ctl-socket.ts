import { once } from 'node:events'
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { faultText, type Log } from '../log/log.ts'
import { type CtlQuestion, type CtlReply, LONGEST_QUESTION, readQuestion } from './ctl-message.ts'
import { verbs } from './table.ts'
import type { Running } from './verb.ts'

/** Bytes that a path may have: of Linux's 108 and macOS's 104 one is its end. */
const LONGEST_PATH = 103
const MAX_CONNECTIONS = 16
/** ms that an administrator's program may take to ask. */
const PATIENCE = 10_000
const FOR_OWNER = 0o600

export interface CtlSocketOptions {
  running: Running
  log: Log
}

/** The operator's control socket: a Unix socket that only the user of the server can open. */
export class CtlSocket {
  readonly #options: CtlSocketOptions
  readonly #server: Server
  /** Those who have not asked yet. */
  readonly #silent = new Set<Socket>()

  private constructor(options: CtlSocketOptions) {
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#receive(socket))
    this.#server.maxConnections = MAX_CONNECTIONS
  }

  /**
   * Begins to listen. The folder is made where it is missing; a socket that was left by a server that was killed is
   * taken over.
   * @throws Error with a sentence for the operator
   */
  static async at(path: string, options: CtlSocketOptions): Promise<CtlSocket> {
    if (Buffer.byteLength(path) > LONGEST_PATH) {
      throw new Error(
        `The path ${path} is too long for a socket; give a shorter one by --ctl, or say --no-ctl.`,
      )
    }
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      await makeWay(path)
      const socket = new CtlSocket(options)
      await socket.#listen(path)
      return socket
    } catch (error) {
      const { message } = error as Error
      throw new Error(`Cannot be controlled at ${path}: ${message}; give another by --ctl, or say --no-ctl.`)
    }
  }

  /** Listens no more, and takes the file away. @returns what resolves once all that was asked is answered. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#silent) socket.destroy()
    await closed
  }

  async #listen(path: string): Promise<void> {
    // It is bound within the call: at no moment may anybody else open it.
    const before = process.umask(0o777 & ~FOR_OWNER)
    try {
      this.#server.listen(path)
    } finally {
      process.umask(before)
    }
    await once(this.#server, 'listening')
    chmodSync(path, FOR_OWNER)
    this.#server.on('error', (error) => this.#fail(error))
  }

  #receive(socket: Socket): void {
    this.#silent.add(socket)
    socket.setTimeout(PATIENCE, () => socket.destroy())
    socket.on('error', () => {})
    socket.once('close', () => this.#silent.delete(socket))
    let text = ''
    const take = () => {
      if (!this.#silent.delete(socket)) return
      const reply = this.#reply(text)
      socket.end(`${JSON.stringify(reply)}\n`, () => socket.destroy())
    }
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece.slice(0, LONGEST_QUESTION)
      if (text.includes('\n') || text.length > LONGEST_QUESTION) take()
    })
    socket.once('end', () => take())
  }

  #reply(text: string): CtlReply {
    const question = readQuestion(text)
    if (!question) return { ok: false, message: 'That was no question; ask by "chat-server ctl".' }
    this.#options.log.write('ctl', question)
    try {
      return answer(this.#options.running, question)
    } catch (error) {
      this.#fail(error)
      return { ok: false, message: 'The server made a mistake; it was logged.' }
    }
  }

  #fail(error: unknown): void {
    this.#options.log.write('failed', { message: faultText(error) })
  }
}

/** Takes away the socket of a server that is gone. @throws Error where it is another's, or something else. */
async function makeWay(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there) return
  if (!there.isSocket()) throw new Error('something else is there')
  if (await answers(path)) throw new Error('another server is there')
  rmSync(path)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
  })
}

/** Does what was asked. */
export function answer(running: Running, { verb: name, args }: CtlQuestion): CtlReply {
  const verb = verbs.find((one) => one.name === name)
  if (!verb)
    return refusal(`There is no command "${name}"; those there are: ${verbs.map(nameOf).join(', ')}.`)
  const [wanted = ''] = verb.argument?.match(/<.+?>/g)?.slice(args.length) ?? []
  if (wanted !== '') return refusal(`${name} wants ${verb.argument}; ${wanted} is missing.`)
  const result = verb.run(running, args)
  return result.ok ? { ok: true, ...result.value } : refusal(result.refusal)
}

function refusal(message: string): CtlReply {
  return { ok: false, message }
}

function nameOf({ name }: { name: string }): string {
  return name
}
