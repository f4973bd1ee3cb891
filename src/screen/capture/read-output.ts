import { execFile } from 'node:child_process'

/** ms after which the program is killed. */
const PATIENCE = 5_000
const MAX_OUTPUT = 256 * 1024

/**
 * Runs a program and returns its standard output and error output, whatever its exit code. Never rejects: if the program
 * cannot be run the result is empty.
 */
export function readOutput(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT } as const
    execFile(program, args, options, (_, stdout, stderr) => resolve(`${stdout}${stderr}`))
  })
}
