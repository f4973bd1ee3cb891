import { stderr, stdout, writeFailure } from '../lib/output.ts'
import { cleanLine } from '../lib/text.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { wantsScreen } from './cli/call-subcommands.ts'
import { clientProgram } from './cli/client-options.ts'
import { subcommands } from './cli/subcommands.ts'
import { Exit, type ExitCode, exitCodes } from './exit-codes.ts'
import { problemText } from './settings/resolve-settings.ts'
import type { Options } from './settings/table.ts'

/** ms after the work is done until the process exits, so that its output can be read. */
const LAST_PATIENCE = 1_000

const program = clientProgram(subcommands, {
  join: async ({ options, problems }) => {
    const told = problems.map((problem) => `Settings: ${problemText(problem)}`)
    process.exit(await (wantsScreen(options) ? onScreen(options, told) : inLines(options, told)))
  },
  subcommand: async ({ run }, settings, args, flags) => {
    stdout.onError(endQuietly)
    process.exitCode = await run({
      settings,
      args,
      flags,
      program,
      print: (line) => stdout.line(line),
      printJson: (value) => stdout.json(value),
    })
    // Does not wait for what still hangs, such as a device that does not close.
    setTimeout(() => process.exit(), LAST_PATIENCE).unref()
  },
})

// An uncaught error is a bug; the user gets a sentence and not a stack trace.
process.on('uncaughtException', giveUp)

try {
  await program.parseAsync()
} catch (error) {
  giveUp(error)
}

async function onScreen(options: Options, problems: readonly string[]): Promise<ExitCode> {
  const { joinScreen } = await import('./cli/join-screen.ts')
  return joinScreen(options, problems)
}

async function inLines(options: Options, problems: readonly string[]): Promise<ExitCode> {
  for (const problem of problems) {
    if (options.json) stdout.json({ event: 'notice', text: problem })
    else stderr.line(problem)
  }
  const { ip } = options
  if (ip === undefined) throw new Exit(exitCodes.usage, 'No server address. Name one: chat-client --ip ADDRESS')
  const { joinMeeting } = await import('./cli/join-meeting.ts')
  return joinMeeting({ ...options, ip })
}

/** A reader that closes the pipe, such as `head`, is a normal exit. */
function endQuietly(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EPIPE') giveUp(error)
  process.exit(exitCodes.ok)
}

function giveUp(error: unknown): never {
  const [code, text] = explain(error)
  writeFailure(code, text)
  process.exit(code)
}

function explain(error: unknown): [ExitCode, string] {
  if (error instanceof Exit) return [error.code, error.message]
  const text = cleanLine(error instanceof Error ? error.message : String(error))
  if (error instanceof ProtocolError) return [exitCodes.refused, `The server refused: ${text}`]
  return [exitCodes.internal, `chat-client stopped because of a bug: ${text}`]
}
