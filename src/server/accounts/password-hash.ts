import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { ScryptCost, StoredPassword } from './account-store.ts'

/** The least that OWASP's Password Storage Cheat Sheet recommends: 128 MiB, and some 0.4 s of a core. */
export const PASSWORD_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Memory of scrypt in bytes is 128 * N * r, and a little more. */
const MEMORY_FACTOR = 129

/** Hashes a password with a new salt, off the event loop. */
export async function hashPassword(text: string, cost: ScryptCost = PASSWORD_COST): Promise<StoredPassword> {
  const salt = randomBytes(SALT_BYTES)
  return { salt, hash: await slowHash(text, salt, cost), cost }
}

/** Whether `tried` is the password, compared in constant time. Hashes off the event loop, at the cost of the stored hash. */
export async function isPassword({ salt, hash, cost }: StoredPassword, tried: string): Promise<boolean> {
  return timingSafeEqual(hash, await slowHash(tried, salt, cost))
}

/** Whether a hash was made at another cost, as by an earlier version of the server. */
export function isOutdated({ cost }: StoredPassword, { N, r, p }: ScryptCost): boolean {
  return cost.N !== N || cost.r !== r || cost.p !== p
}

/** Hashes the NFC form off the event loop: a password is the same however its characters are composed. */
export function slowHash(text: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const maxmem = MEMORY_FACTOR * cost.N * cost.r + 128 * cost.r * cost.p
  return derive(text.normalize('NFC'), Buffer.from(salt), KEY_BYTES, { ...cost, maxmem })
}
