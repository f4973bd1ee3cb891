import { execFile } from 'node:child_process'

/** ms that a program may take to tell what there is. */
const PATIENCE = 5_000
const MAX_OUTPUT = 256 * 1024

/** What a program writes, to either stream, whatever its exit code; '' where it cannot be run or takes too long. */
export function readOutput(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT } as const
    execFile(program, args, options, (_, stdout, stderr) => resolve(`${stdout}${stderr}`))
  })
}
