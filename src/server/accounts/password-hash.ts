import { createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Limits } from '../../protocol/limits.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
/** 16 MiB and about 40 ms per attempt: the cost that scrypt's author recommends for logins (function: RFC 7914). */
const COST = { N: 2 ** 14, r: 8, p: 1 }
const SALT_BYTES = 16
const KEY_BYTES = 32

/**
 * The key of `keyedHash`, which never leaves this process: its hashes are worthless to anybody who reads only them, and to
 * another process.
 */
const PROCESS_KEY = randomBytes(32)

/** The stored form of a password: a salt of 16 bytes and an scrypt hash of 32. */
export interface KeptPassword {
  readonly salt: Buffer
  readonly hash: Buffer
}

/**
 * A password, held as its hashes only. One whose text this process has hashed is recognised by a keyed hash from then on, so
 * that many who return at once need not wait for scrypt; a stored one is compared by scrypt each time.
 */
export class Password {
  readonly #salt: Buffer
  readonly #key: Buffer
  /** null for a stored password. */
  readonly #recognised: Buffer | null

  private constructor(salt: Buffer, key: Buffer, recognised: Buffer | null) {
    this.#salt = salt
    this.#key = key
    this.#recognised = recognised
  }

  /** Restores a stored password. */
  static fromKept({ salt, hash }: KeptPassword): Password {
    return new Password(salt, hash, null)
  }

  get kept(): KeptPassword {
    return { salt: this.#salt, hash: this.#key }
  }

  /** Whether `matches` takes scrypt, and therefore some 40 ms of a core. */
  get slow(): boolean {
    return this.#recognised === null
  }

  /** Hashes a password with a new salt, off the event loop. */
  static async of(text: string): Promise<Password> {
    const salt = randomBytes(SALT_BYTES)
    return new Password(salt, await slowHash(text, salt), keyedHash(text, salt))
  }

  /** Whether `tried` is the password. Compares in constant time; hashes off the event loop if it is slow. */
  matches(tried: string): boolean | Promise<boolean> {
    if (this.#recognised) return timingSafeEqual(this.#recognised, keyedHash(tried, this.#salt))
    return slowHash(tried, this.#salt).then((key) => timingSafeEqual(this.#key, key))
  }
}

/** Hashes the NFC form: a password is the same however its characters are composed. */
function slowHash(text: string, salt: Buffer): Promise<Buffer> {
  return derive(text.normalize('NFC'), salt, KEY_BYTES, COST)
}

/** HMAC-SHA256 (RFC 2104) of salt and NFC form, some microseconds. */
function keyedHash(text: string, salt: Buffer): Buffer {
  return createHmac('sha256', PROCESS_KEY).update(salt).update(text.normalize('NFC')).digest()
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
