import { cleanLine } from '../../lib/text.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import { runAction } from '../../tui/action.ts'
import type { InputLine } from '../../tui/input-line.ts'
import type { Command, CommandContext } from './meeting-command.ts'
import { commands } from './table.ts'

const LINE = /^\/(\S*)\s*(.*)$/s

/** Runs a typed line that begins with a slash. */
export async function runLine(context: CommandContext, line: string): Promise<void> {
  const [, name = '', argument = ''] = LINE.exec(line.trim()) ?? []
  const command = commands.find((one) => one.name === name.toLowerCase() && (context.screen || !one.screenOnly))
  if (!command) {
    const near = commands.find((one) => isNear(one.name, name.toLowerCase()) && (context.screen || !one.screenOnly))
    const help = near ? `did you mean /${near.name}?` : '/help lists the commands'
    context.complain(`Unknown command /${cleanLine(name)}; ${help}`)
  } else await runCommand(context, command, argument)
}

/** Whether a typed name differs from a command by one letter: one too many, too few, another, or two swapped. */
function isNear(command: string, typed: string): boolean {
  if (typed.length < 3 || Math.abs(command.length - typed.length) > 1) return false
  let at = 0
  while (at < command.length && command[at] === typed[at]) at++
  const [rest, other] = [command.slice(at), typed.slice(at)]
  const swapped = `${rest[1]}${rest[0]}${rest.slice(2)}`
  return [
    rest.slice(1) === other,
    rest === other.slice(1),
    rest.slice(1) === other.slice(1),
    swapped === other,
  ].includes(true)
}

/** Runs a command, or reports why it cannot run. The full-screen interface asks for a missing argument. */
export async function runCommand(context: CommandContext, command: Command, argument: string): Promise<void> {
  const { state } = context.meeting
  const missing = command.needsArgument && !argument && !(context.screen && command.question)
  if (missing && !command.refusal?.(state)) context.complain(`/${command.name} needs ${command.argument}`)
  else await runAction(command, context, state, argument)
}

/**
 * Completes the last word of the input to the longest common prefix of its matches: a command, then the rooms or people
 * that its argument takes, otherwise people. Null if nothing matches. Pure.
 */
export function complete({
  input,
  meeting,
}: {
  readonly input: InputLine
  readonly meeting: MeetingState
}): string | null {
  const { text } = input
  const command = /^\/(\S*)$/.exec(text)
  if (command) {
    const names = commands.map(({ name }) => `/${name}`).filter((name) => name.startsWith(text.toLowerCase()))
    return finish('', names, ' ')
  }
  const [, name = '', argument = ''] = /^\/(\S+)\s+(.*)$/s.exec(text) ?? []
  const entry = commands.find((one) => one.name === name)
  if (entry?.completes === 'rooms') {
    return finish(
      `/${name} `,
      matching(
        meeting.rooms.map(({ room }) => room),
        argument,
      ),
      '',
    )
  }
  const others = [...meeting.users, ...meeting.people].filter(({ id }) => id !== meeting.self.id)
  const people = [...new Set(others.map(({ name }) => name))]
  if (entry) return entry.completes === 'people' ? finish(`/${name} `, matching(people, argument), ' ') : null
  const word = /\S*$/.exec(text)![0]
  if (!word) return null
  const before = text.slice(0, text.length - word.length)
  const at = word.startsWith('@') ? '@' : ''
  return finish(before + at, matching(people, word.slice(at.length)), before === '' && !at ? ': ' : ' ')
}

function matching(candidates: readonly string[], begin: string): string[] {
  return candidates.filter((one) => one.toLowerCase().startsWith(begin.toLowerCase()))
}

function finish(before: string, candidates: readonly string[], end: string): string | null {
  const [first] = candidates
  if (first === undefined) return null
  if (candidates.length === 1) return before + first + end
  let common = first.length
  for (const one of candidates) {
    let same = 0
    while (same < common && one[same]?.toLowerCase() === first[same]!.toLowerCase()) same++
    common = same
  }
  const begin = first.slice(0, common)
  // The common prefix may end within a surrogate pair.
  return before + (begin.isWellFormed() ? begin : begin.slice(0, -1))
}
