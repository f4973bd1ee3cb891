import { systemClock } from '../../lib/clock.ts'
import { stderr } from '../../lib/output.ts'
import { hasTerminal } from '../../tui/terminal/terminal-abilities.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { CallRole } from '../meeting/auto-answer.ts'
import { problemText } from '../settings/resolve-settings.ts'
import type { OptionName, Options } from '../settings/table.ts'
import { Memory } from '../store/memory.ts'
import type { Call } from './subcommand.ts'

/** The client options that `call` and `wait` take. */
export const callOptions: readonly OptionName[] = [
  ...(['ip', 'port', 'tls', 'fingerprint', 'server_password_file', 'account_password_file', 'name'] as const),
  ...(['mic', 'speaker', 'capture', 'pictures', 'for', 'plain', 'json', 'log'] as const),
]

/** `chat-client call NAME`: calls somebody at once. @throws Exit */
export function callSomebody(call: Call): Promise<ExitCode> {
  const [name = ''] = call.args
  return run(call, { role: 'call', name, video: call.flags.video === true })
}

/** `chat-client wait`: waits for calls, and accepts those of some people by itself. @throws Exit */
export function waitForCalls(call: Call): Promise<ExitCode> {
  const answers = String(call.flags.autoAnswer ?? '')
    .split(',')
    .filter((name) => name.trim() !== '')
  return run(call, { role: 'wait', answers })
}

/** Whether to use the full-screen interface, which needs the terminal for itself. */
export function wantsScreen({ plain, json, log, mic, speaker, snapshot }: Options): boolean {
  if (!hasTerminal()) return false
  return snapshot === undefined && !plain && !json && !log && mic !== '-' && speaker !== '-'
}

async function run({ settings, print }: Call, role: CallRole): Promise<ExitCode> {
  const given = atServer(settings.options)
  // An intercom is there without anybody who types.
  const options = role.role === 'wait' ? { ...given, awayAfter: 0 } : given
  const problems = settings.problems.map((problem) => `Settings: ${problemText(problem)}`)
  if (wantsScreen(options)) {
    const { joinScreen } = await import('./join-screen.ts')
    return joinScreen(options, problems, role)
  }
  const tell = options.json ? stderr.line.bind(stderr) : print
  for (const problem of problems) tell(problem)
  const { joinMeeting } = await import('./join-meeting.ts')
  return joinMeeting(options, role)
}

/** The options with the server used last, unless one is named. @throws Exit `usage` when there was none */
function atServer(options: Options): Options & { ip: string } {
  if (options.ip !== undefined) return { ...options, ip: options.ip }
  const [last] = new Memory(systemClock).servers
  if (!last) throw new Exit(exitCodes.usage, 'No server address. Name one: --ip ADDRESS')
  return { ...options, ip: last.host, port: last.port }
}
