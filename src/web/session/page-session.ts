import type { Clock } from '../../lib/clock.ts'
import type { ActionFields } from '../../protocol/actions.ts'
import type { Label, LabelFields } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { Backoff } from '../../protocol/wire/backoff.ts'
import type { Problem } from '../state/page-state.ts'
import { ServerSocket } from '../wire/server-socket.ts'

type Hello = LabelFields<'hello'>

/** The name that was proven, or why the server does not accept the proof. */
export type Proven = { readonly name: string } | { readonly problem: Problem }

/** What to do if the account is logged in elsewhere: end that, or join it under another name; null asks the user. */
export type IfHere = 'take over' | 'beside' | null

/** What a person enters to be let in. */
export interface Credentials {
  /** Wanted name; null lets the server choose. */
  readonly name: string | null
  readonly serverPassword: string | null
  /** Proves that the name is theirs; null for a guest. */
  readonly prove: ((socket: ServerSocket) => Promise<Proven>) | null
  /** The same, with what to do if the account is logged in elsewhere. */
  readonly again?: (ifHere: IfHere) => Credentials
}

export interface SessionHandlers {
  push(message: Label): void
  voice(payload: Uint8Array, codec: Codec): void
  picture(fields: LabelFields<'screen'>, payload: Uint8Array): void
  roomForPictures(): void
  /** The connection was lost; attempts to reconnect follow. */
  lost(): void
  /** The next attempt is at `retryAt`, ms of the clock. */
  waiting(retryAt: number, attempt: number): void
  trying(): void
  /** Connected again; `resumed`: as the same session. */
  returned(hello: Hello): Promise<void>
  /** The server refused to let the user in again. */
  ended(refusal: Problem): void
}

export interface SessionOptions {
  readonly url: string
  readonly clock: Clock
  readonly limits: Limits
  /** Codecs of voice that this browser supports at a rate in Hz, the preferred one first. */
  codecs(rate: number): Promise<readonly Codec[]>
}

/** The session of a page at the server: connects, says hello, and returns to the same session after a lost connection. */
export class PageSession {
  readonly hello: Hello
  readonly #options: SessionOptions
  readonly #handlers: SessionHandlers
  #credentials: Credentials
  #socket: ServerSocket
  #token: string | null
  #cancelRetry: (() => void) | null = null
  #lost = false
  #closed = false

  private constructor(entered: Entered, credentials: Credentials, options: SessionOptions, handlers: SessionHandlers) {
    this.hello = entered.hello
    this.#socket = entered.socket
    this.#token = entered.hello.resume ?? null
    this.#credentials = { ...credentials, name: entered.hello.name }
    this.#options = options
    this.#handlers = handlers
  }

  /**
   * Connects and says hello.
   *
   * @param token resumes an earlier session; null begins a new one
   * @returns the session, or why the server refuses
   * @throws Refused if the server answers with an error, Error if it cannot be reached
   */
  static async open(
    credentials: Credentials,
    token: string | null,
    options: SessionOptions,
    handlers: SessionHandlers,
  ): Promise<PageSession | { readonly problem: Problem }> {
    let session: PageSession | null = null
    const entered = await enter(credentials, token, options, () => session)
    if ('problem' in entered) return entered
    session = new PageSession(entered, credentials, options, handlers)
    return session
  }

  /** The current connection, which may be lost. */
  get socket(): ServerSocket {
    return this.#socket
  }

  get isLost(): boolean {
    return this.#lost
  }

  /** Token to resume this session with after the page is reloaded; null if there is none. */
  get token(): string | null {
    return this.#token
  }

  /** Enters under this name from the next reconnection on. */
  rename(name: string): void {
    this.#credentials = { ...this.#credentials, name }
  }

  /** Proves the name in this way from the next reconnection on. */
  proveBy(prove: Credentials['prove']): void {
    this.#credentials = { ...this.#credentials, prove }
  }

  /** Reconnects at once if the connection is lost. */
  retryNow(): void {
    if (!this.#cancelRetry) return
    this.#cancelRetry()
    this.#cancelRetry = null
    void this.#retry(new Backoff(), 1)
  }

  /** Leaves the server. */
  close(): void {
    this.#closed = true
    this.#cancelRetry?.()
    this.#socket.close()
  }

  /** The connection ended, or the server announced that it will end. */
  lose(): void {
    if (this.#closed || this.#lost) return
    this.#lost = true
    this.#socket.close()
    this.#handlers.lost()
    this.#wait(new Backoff(), 1)
  }

  /** The handlers of this session, as seen by its current socket. */
  get handlers(): SessionHandlers {
    return this.#handlers
  }

  #wait(backoff: Backoff, attempt: number): void {
    const pause = backoff.next()
    this.#cancelRetry = this.#options.clock.after(pause, () => {
      this.#cancelRetry = null
      void this.#retry(backoff, attempt)
    })
    this.#handlers.waiting(this.#options.clock.now() + pause, attempt)
  }

  async #retry(backoff: Backoff, attempt: number): Promise<void> {
    this.#handlers.trying()
    // Not reachable yet, or too many attempts at once: both pass with time.
    const entered = await enter(this.#credentials, this.#token, this.#options, () => this).catch(() => null)
    if (this.#closed) {
      if (entered && 'socket' in entered) entered.socket.close()
    } else if (entered === null || ('problem' in entered && entered.problem === 'conflict')) {
      // The server holds the user's name until it drops the broken connection, so a refused name is retried.
      this.#wait(backoff, attempt + 1)
    } else if ('problem' in entered) this.#handlers.ended(entered.problem)
    else {
      this.#socket = entered.socket
      this.#token = entered.hello.resume ?? null
      this.#lost = false
      await this.#handlers.returned(entered.hello)
    }
  }
}

interface Entered {
  readonly socket: ServerSocket
  readonly hello: Hello
}

/** Connects and says hello, proving the name if the server asks for it. @param owner receives what the socket pushes */
async function enter(
  { name, serverPassword, prove }: Credentials,
  token: string | null,
  options: SessionOptions,
  owner: () => PageSession | null,
): Promise<Entered | { readonly problem: Problem }> {
  const socket = await ServerSocket.open(options, {
    push: (message) => owner()?.handlers.push(message),
    voice: (payload, codec) => owner()?.handlers.voice(payload, codec),
    picture: (fields, payload) => owner()?.handlers.picture(fields, payload),
    roomForPictures: () => owner()?.handlers.roomForPictures(),
    lost: () => owner()?.lose(),
  })
  try {
    const { sample_rate } = await socket.request('request_sample_rate', {})
    const greeting: ActionFields<'hello'> = {
      version: 1,
      activity: true,
      resumable: true,
      codecs: [...(await options.codecs(sample_rate))],
      ...(name === null ? {} : { name }),
      ...(token === null ? {} : { resume: token }),
      ...(serverPassword === null ? {} : { password: serverPassword }),
    }
    let hello = await socket.request('hello', greeting)
    // A free name proves nothing: the server then answers that there is no such account.
    if (prove && (hello.status === 'name registered' || (hello.status === 'ok' && token === null))) {
      const proven = await prove(socket)
      if ('problem' in proven) return refuse(socket, proven.problem)
      hello = await socket.request('hello', { ...greeting, name: proven.name })
    }
    if (hello.status === 'ok') {
      socket.acknowledgeNow()
      return { socket, hello }
    }
    return refuse(socket, problemOf(hello.status, serverPassword))
  } catch (error) {
    socket.close()
    throw error
  }
}

function refuse(socket: ServerSocket, problem: Problem): { readonly problem: Problem } {
  socket.close()
  return { problem }
}

function problemOf(status: Exclude<Hello['status'], 'ok'>, serverPassword: string | null): Problem {
  if (status !== 'wrong password') return status
  return serverPassword === null ? 'server password needed' : 'wrong server password'
}
