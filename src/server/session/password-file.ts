import { readFile } from 'node:fs/promises'
import { limits } from '../../protocol/limits.ts'
import { Password } from './password-hash.ts'

/** The password on the first line of a file. @throws Error with a sentence for the operator */
export async function readPassword(file: string): Promise<Password> {
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
