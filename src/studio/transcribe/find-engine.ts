import { access, constants } from 'node:fs/promises'
import { delimiter, join, sep } from 'node:path'

/**
 * Checks that a program exists before any work is done for it. On Windows, which has search rules of its own, this is
 * left to the start of the program.
 * @throws Error with a message for the user when it is not found
 */
export async function findEngine(program: string): Promise<void> {
  if (process.platform === 'win32') return
  const folders = program.includes(sep) ? [''] : (process.env.PATH ?? '').split(delimiter)
  for (const folder of folders) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return
  }
  throw missingEngine(program)
}

/** The error for a missing engine, with installation advice. */
export function missingEngine(program: string): Error {
  return new Error(
    `${program} is not installed. Build whisper.cpp (github.com/ggml-org/whisper.cpp) and put its whisper-cli on the ` +
      'PATH, or choose another engine with --engine "PROGRAM ... {input}" (docs/STUDIO.md).',
  )
}
