import { once } from 'node:events'
import { chmodSync, lstatSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { makePrivateFoldersSync, PRIVATE_FILE } from '../../lib/private-files.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { faultText, type Log } from '../log/log.ts'
import { type CtlQuestion, type CtlReply, LONGEST_QUESTION, readQuestion } from './ctl-message.ts'
import { verbs } from './table.ts'
import type { Running } from './verb.ts'

/** Maximum bytes of a socket's path: macOS has 104 and Linux 108, including the terminating zero. */
const LONGEST_PATH = 103
const MAX_CONNECTIONS = 16
/** ms within which a client must send its command. */
const PATIENCE = 10_000

export interface CtlSocketOptions {
  running: Running
  log: Log
}

/** The control socket of a server: a Unix socket that only the user who runs the server can open. */
export class CtlSocket {
  readonly #options: CtlSocketOptions
  readonly #server: Server
  /** Connections that have not sent a command yet. */
  readonly #silent = new Set<Socket>()

  private constructor(options: CtlSocketOptions) {
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#receive(socket))
    this.#server.maxConnections = MAX_CONNECTIONS
  }

  /**
   * Starts listening. Creates the folder if it does not exist, and replaces the socket of a server that was killed.
   * @throws Error with a sentence for the operator
   */
  static async at(path: string, options: CtlSocketOptions): Promise<CtlSocket> {
    if (Buffer.byteLength(path) > LONGEST_PATH) {
      throw new Error(
        `The path ${path} is too long for a socket; choose a shorter one with --ctl, or disable it with --no-ctl.`,
      )
    }
    try {
      makePrivateFoldersSync(dirname(path))
      await makeWay(path)
      const socket = new CtlSocket(options)
      await socket.#listen(path)
      return socket
    } catch (error) {
      const { message } = error as Error
      throw new Error(
        `Cannot open the control socket ${path}: ${message}; choose another path with --ctl, or disable it with --no-ctl.`,
      )
    }
  }

  /** Stops listening and removes the file; resolves when all received commands are answered. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#silent) socket.destroy()
    await closed
  }

  async #listen(path: string): Promise<void> {
    // The socket is bound within the call: set the umask, so that no other user can open it before the chmod.
    const before = process.umask(0o777 & ~PRIVATE_FILE)
    try {
      this.#server.listen(path)
    } finally {
      process.umask(before)
    }
    await once(this.#server, 'listening')
    chmodSync(path, PRIVATE_FILE)
    this.#server.on('error', (error) => this.#fail(error))
  }

  #receive(socket: Socket): void {
    this.#silent.add(socket)
    socket.setTimeout(PATIENCE, () => socket.destroy())
    socket.on('error', () => {})
    socket.once('close', () => this.#silent.delete(socket))
    let text = ''
    const take = async () => {
      if (!this.#silent.delete(socket)) return
      const reply = await this.#reply(text)
      socket.end(`${JSON.stringify(reply)}\n`, () => socket.destroy())
    }
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece.slice(0, LONGEST_QUESTION)
      if (text.includes('\n') || text.length > LONGEST_QUESTION) void take()
    })
    socket.once('end', () => void take())
  }

  async #reply(text: string): Promise<CtlReply> {
    const question = readQuestion(text)
    if (!question) return { ok: false, message: 'Malformed command; use "chat-server ctl".' }
    this.#options.log.write('ctl', question)
    try {
      return await answer(this.#options.running, question)
    } catch (error) {
      if (error instanceof ProtocolError) return { ok: false, message: `${error.message}.` }
      this.#fail(error)
      return { ok: false, message: 'Internal server error; details are in its log.' }
    }
  }

  #fail(error: unknown): void {
    this.#options.log.write('failed', { message: faultText(error) })
  }
}

/** Removes the socket of a server that no longer runs. @throws Error when it is in use, or not a socket */
async function makeWay(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there) return
  if (!there.isSocket()) throw new Error('another file exists there')
  if (await answers(path)) throw new Error('another server uses it')
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

/** Runs a command. */
export async function answer(running: Running, { verb: name, args }: CtlQuestion): Promise<CtlReply> {
  const verb = verbs.find((one) => one.name === name)
  if (!verb) return refusal(`Unknown command "${name}"; commands are ${verbs.map(nameOf).join(', ')}.`)
  const [wanted = ''] = verb.argument?.match(/<.+?>/g)?.slice(args.length) ?? []
  if (wanted !== '') return refusal(`Missing argument ${wanted}; usage: ${name} ${verb.argument}.`)
  const result = await verb.run(running, args)
  return result.ok ? { ok: true, ...result.value } : refusal(result.refusal)
}

function refusal(message: string): CtlReply {
  return { ok: false, message }
}

function nameOf({ name }: { name: string }): string {
  return name
}
