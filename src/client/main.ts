#!/usr/bin/env node
import { ProtocolError } from '../protocol/errors.ts'
import { cleanLine } from '../protocol/text.ts'
import { Exit, type ExitCode, exitCodes } from './exit-codes.ts'
import { joinMeeting } from './join-meeting.ts'
import { clientProgram } from './options.ts'
import { problemText } from './settings/resolve.ts'
import { subcommands } from './subcommands.ts'

/** ms for the output to be read, after all is done. */
const LAST_PATIENCE = 1_000

const program = clientProgram(subcommands, {
  join: async (options, { problems }) => {
    for (const problem of problems) process.stderr.write(`Settings: ${problemText(problem)}\n`)
    process.exit(await joinMeeting(options))
  },
  subcommand: async ({ run }, settings, args) => {
    process.exitCode = await run({ settings, args, print: (line) => process.stdout.write(`${line}\n`) })
    // What still hangs then, such as a device that does not close, is not waited for.
    setTimeout(() => process.exit(), LAST_PATIENCE).unref()
  },
})

// What nobody caught is a mistake of ours; a person is told so in a sentence and not by a stack.
process.on('uncaughtException', giveUp)

try {
  await program.parseAsync()
} catch (error) {
  giveUp(error)
}

function giveUp(error: unknown): never {
  const [code, text] = explain(error)
  process.stderr.write(`${text}\n`)
  process.exit(code)
}

function explain(error: unknown): [ExitCode, string] {
  if (error instanceof Exit) return [error.code, error.message]
  const text = error instanceof Error ? cleanLine(error.message) : String(error)
  if (error instanceof ProtocolError) return [exitCodes.refused, `The server refused: ${text}`]
  return [exitCodes.internal, `chat-client made a mistake and had to stop: ${text}`]
}
