import { cleanLine } from '../../lib/text.ts'
import { runAction } from '../../tui/action.ts'
import type { Command, CommandContext } from './meeting-command.ts'
import { commands } from './table.ts'

const LINE = /^\/(\S*)\s*(.*)$/s

/** Runs the command on a typed line that begins with a slash. */
export async function runLine(context: CommandContext, line: string): Promise<void> {
  const [, name = '', argument = ''] = LINE.exec(line.trim()) ?? []
  const command = commands.find(
    (one) => one.name === name.toLowerCase() && (context.screen || !one.screenOnly),
  )
  if (!command) context.complain(`There is no /${cleanLine(name)}; /help lists the commands`)
  else await runCommand(context, command, argument)
}

/** Runs a command, or says why it cannot be done; asks for an argument that is missing where it can. */
export async function runCommand(context: CommandContext, command: Command, argument: string): Promise<void> {
  const { state } = context.meeting
  const missing = command.needsArgument && !argument && !(context.screen && command.question)
  if (missing && !command.refusal?.(state)) context.complain(`/${command.name} needs ${command.argument}`)
  else await runAction(command, context, state, argument)
}
