import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Limits } from '../../protocol/limits.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
/** 16 MiB and some 40 ms for each try: what the author of scrypt gives for logging in (RFC 7914 has the function). */
const COST = { N: 2 ** 14, r: 8, p: 1 }
const SALT_BYTES = 16
const KEY_BYTES = 32

/** The end of the work in hand: passwords are worked on one at a time, so that a crowd takes one core at most. */
let worked: Promise<unknown> = Promise.resolve()

/** What is kept of a password; the text cannot be had from it but by trying. */
export interface KeptPassword {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** A password that is not kept as it was typed but by scrypt. */
export class Password {
  readonly #salt: Buffer
  readonly #key: Buffer

  private constructor(salt: Buffer, key: Buffer) {
    this.#salt = salt
    this.#key = key
  }

  /** One that was kept. */
  static fromKept({ salt, hash }: KeptPassword): Password {
    return new Password(salt, hash)
  }

  get kept(): KeptPassword {
    return { salt: this.#salt, hash: this.#key }
  }

  static async of(text: string): Promise<Password> {
    const salt = randomBytes(SALT_BYTES)
    return new Password(salt, await keyOf(text, salt))
  }

  /** Whether it is the one; in a time that does not tell how much of the try was right. Never blocks the loop. */
  async matches(tried: string): Promise<boolean> {
    return timingSafeEqual(this.#key, await keyOf(tried, this.#salt))
  }
}

/** However its letters are composed, a password is the same. */
function keyOf(text: string, salt: Buffer): Promise<Buffer> {
  const key = worked.then(() => derive(text.normalize('NFC'), salt, KEY_BYTES, COST))
  worked = key.catch(() => {})
  return key
}

/** The password on the first line of a file. @throws Error with a sentence for the operator */
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
