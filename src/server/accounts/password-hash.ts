import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Limits } from '../../protocol/limits.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
/** 16 MiB and about 40 ms per attempt: the cost that scrypt's author recommends for logins (function: RFC 7914). */
const COST = { N: 2 ** 14, r: 8, p: 1 }
const SALT_BYTES = 16
const KEY_BYTES = 32

/** Resolves when the last queued hash is done: passwords are hashed one at a time, so that they use at most one core. */
let queue: Promise<unknown> = Promise.resolve()

/** The stored form of a password: a salt of 16 bytes and an scrypt hash of 32. */
export interface KeptPassword {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** A password, held as its scrypt hash only. */
export class Password {
  readonly #salt: Buffer
  readonly #key: Buffer

  private constructor(salt: Buffer, key: Buffer) {
    this.#salt = salt
    this.#key = key
  }

  /** Restores a stored password. */
  static fromKept({ salt, hash }: KeptPassword): Password {
    return new Password(salt, hash)
  }

  get kept(): KeptPassword {
    return { salt: this.#salt, hash: this.#key }
  }

  /** Hashes a password with a new salt. */
  static async of(text: string): Promise<Password> {
    const salt = randomBytes(SALT_BYTES)
    return new Password(salt, await keyOf(text, salt))
  }

  /** Whether `tried` is the password. Compares in constant time, and hashes off the event loop. */
  async matches(tried: string): Promise<boolean> {
    return timingSafeEqual(this.#key, await keyOf(tried, this.#salt))
  }
}

/** Hashes the NFC form: a password is the same however its characters are composed. */
function keyOf(text: string, salt: Buffer): Promise<Buffer> {
  const key = queue.then(() => derive(text.normalize('NFC'), salt, KEY_BYTES, COST))
  queue = key.catch(() => {})
  return key
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
    throw new Error(
      `The first line of ${file} is too long; a password has ${limits.password} characters at most.`,
    )
  }
  return Password.of(password)
}
