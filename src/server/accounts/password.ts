import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Limits } from '../../protocol/limits.ts'

/** The key of all hashes. It never leaves this process, which makes them worthless to anybody who reads only them. */
const PROCESS_KEY = randomBytes(32)
const SALT_BYTES = 16

/**
 * The password of the server or of a room. It lives in the memory of this process only, as a keyed hash: a slow hash would
 * protect nothing, because those who can read this memory can read the key as well. Many who return at once need not wait.
 */
export class Password {
  readonly #salt = randomBytes(SALT_BYTES)
  readonly #hash: Buffer

  constructor(text: string) {
    this.#hash = this.#hashOf(text)
  }

  /** Whether `tried` is the password, compared in constant time. */
  matches(tried: string): boolean {
    return timingSafeEqual(this.#hash, this.#hashOf(tried))
  }

  /** HMAC-SHA256 (RFC 2104) of the NFC form: a password is the same however its characters are composed. */
  #hashOf(text: string): Buffer {
    return createHmac('sha256', PROCESS_KEY).update(this.#salt).update(text.normalize('NFC')).digest()
  }
}

/** Reads the password from the first line of a file. @throws Error with a sentence for the operator */
export async function readPassword(file: string, limits: Limits): Promise<Password> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new Error(`Cannot read the password file ${file}: ${(error as Error).message}`)
  }
  const [password = ''] = text.split(/\r?\n/, 1)
  if (password === '') throw new Error(`The first line of ${file} is empty; write the password there.`)
  if (password.length > limits.password) {
    throw new Error(`The first line of ${file} is too long; a password has ${limits.password} characters at most.`)
  }
  return new Password(password)
}
