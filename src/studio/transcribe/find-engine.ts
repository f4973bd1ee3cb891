import { access, constants } from 'node:fs/promises'
import { delimiter, join, sep } from 'node:path'

/**
 * Looks whether a program is there before any work is done for it. On Windows, whose search has rules of its own, the
 * start of the program tells.
 * @throws Error with a sentence for people where it is not
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

/** Says that there is no such program, and how to come by one. */
export function missingEngine(program: string): Error {
  return new Error(
    `${program} is not installed. Build whisper.cpp (github.com/ggml-org/whisper.cpp) and put its whisper-cli on the ` +
      'PATH, or name another engine by --engine "PROGRAM ... {input}" (docs/STUDIO.md).',
  )
}
