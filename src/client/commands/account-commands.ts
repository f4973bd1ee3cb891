import type { Result } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Command, CommandContext } from './meeting-command.ts'

/** How one keeps a name for oneself. No password is ever part of a typed command. */
export const accountCommands: readonly Command[] = [
  {
    name: 'register',
    group: 'Account',
    help: 'keep your name for yourself, by a password',
    run: register,
  },
  {
    name: 'login',
    group: 'Account',
    argument: '[NAME]',
    help: 'take a name that you registered, by its password',
    run: logIn,
  },
  {
    name: 'password',
    group: 'Account',
    help: 'change the password of your account',
    run: changePassword,
  },
  {
    name: 'reset',
    group: 'Account',
    argument: '[NAME]',
    help: 'set another password, by a code of whoever runs the server',
    run: reset,
  },
]

function register(context: CommandContext): void {
  const { account, state } = context.meeting
  const { name } = state.self
  newPassword(context, `Password for ${cleanLine(name)}?${caution(context)}`, async (password) => {
    tell(
      context,
      await account.register(name, password),
      `${cleanLine(name)} is yours here. This machine logs in by itself from now on.`,
    )
  })
}

function logIn(context: CommandContext, argument: string): void {
  const { account, state } = context.meeting
  const name = argument.trim() || state.self.name
  context.ask(
    `Password of ${cleanLine(name)}?${caution(context)}`,
    async (password) =>
      tell(context, await account.logIn(name, password), `You are logged in as ${cleanLine(name)}.`),
    { secret: true },
  )
}

function changePassword(context: CommandContext): void {
  const { account } = context.meeting
  context.ask(
    `Your present password?${caution(context)}`,
    (present) =>
      newPassword(context, 'The new one?', async (wanted) =>
        tell(context, await account.changePassword(present, wanted), 'The password is changed.'),
      ),
    { secret: true },
  )
}

function reset(context: CommandContext, argument: string): void {
  const { account, state } = context.meeting
  const name = argument.trim() || state.self.name
  context.ask(
    `The code for ${cleanLine(name)}? Whoever runs the server makes one.`,
    (code) =>
      newPassword(context, `The new password?${caution(context)}`, async (password) =>
        tell(context, await account.reset(name, code, password), `You are logged in as ${cleanLine(name)}.`),
      ),
    { secret: true },
  )
}

/** Asks twice, for nobody sees what they type. */
function newPassword(
  context: CommandContext,
  question: string,
  then: (password: string) => Promise<void>,
): void {
  const least = context.meeting.account.shortestPassword
  context.ask(
    `${question} It has ${least} characters at least; an empty line cancels.`,
    (password) => {
      if ([...password].length < least) return context.complain(`a password has ${least} characters at least`)
      context.ask(
        'Once more, for you cannot see it.',
        (again) =>
          again === password ? then(password) : context.complain('these were not the same; nothing was done'),
        { secret: true },
      )
    },
    { secret: true },
  )
}

function caution({ meeting }: CommandContext): string {
  return meeting.account.readable ? ' Not encrypted: others on this network could read it.' : ''
}

function tell({ show, complain }: CommandContext, outcome: Result<undefined>, done: string): void {
  if (outcome.ok) show(done)
  else complain(outcome.refusal)
}
