#!/usr/bin/env node
import { listDevices } from '../audio/devices/device-list.ts'
import { formatDevices } from '../audio/devices/device-table.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { cleanLine } from '../protocol/text.ts'
import { Exit, type ExitCode, exitCodes } from './exit-codes.ts'
import { joinMeeting } from './join-meeting.ts'
import { type ClientOptions, clientProgram } from './options.ts'
import { joinScreen } from './tui/join-screen.ts'

const program = clientProgram({
  join: async (options) =>
    process.exit(await (wantsScreen(options) ? joinScreen(options) : joinMeeting(options))),
  devices: async () => {
    process.stdout.write(`${formatDevices(await listDevices())}\n`)
  },
})

// What nobody caught is a mistake of ours; a person is told so in a sentence and not by a stack.
process.on('uncaughtException', giveUp)

try {
  await program.parseAsync()
} catch (error) {
  giveUp(error)
}

/** The full-screen interface needs a terminal for itself. */
function wantsScreen({ plain, json, mic, speaker }: ClientOptions): boolean {
  const terminal = process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== 'dumb'
  return terminal && !plain && !json && mic !== '-' && speaker !== '-'
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
