import type { Result } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'
import { ifHereQuestion, readIfHere } from '../account/if-here.ts'
import { caution } from '../account/password-source.ts'
import { IN_USE } from '../meeting/meeting-account.ts'
import type { Command, CommandContext } from './meeting-command.ts'

/** Commands to register a name and log in. Passwords are always asked for, never part of a typed command. */
export const accountCommands: readonly Command[] = [
  { name: 'register', group: 'Account', help: 'reserve your name with a password', run: register },
  {
    name: 'login',
    group: 'Account',
    argument: '[NAME]',
    help: 'log in with a registered name and its password',
    run: logIn,
  },
  { name: 'password', group: 'Account', help: 'change the password of your account', run: changePassword },
  { name: 'forgot', group: 'Account', argument: '[NAME]', help: 'ask the operator for a reset code', run: forgot },
  {
    name: 'reset',
    group: 'Account',
    argument: '[NAME]',
    help: 'set a new password with a reset code from the operator',
    run: reset,
  },
]

function register(context: CommandContext): void {
  const { account, state } = context.meeting
  const { name } = state.self
  newPassword(context, `Password for ${cleanLine(name)}?${caution(context.meeting.server)}`, async (password) => {
    tell(
      context,
      await account.register(name, password),
      `${cleanLine(name)} is registered. This computer now logs in automatically.`,
    )
  })
}

function logIn(context: CommandContext, argument: string): void {
  const { account, state } = context.meeting
  const name = argument.trim() || state.self.name
  context.ask(
    `Password for ${cleanLine(name)}?${caution(context.meeting.server)}`,
    async (password) => {
      const loggedIn = await account.logIn(name, password)
      if (loggedIn.ok || loggedIn.refusal !== IN_USE) return tellLogin(context, loggedIn)
      context.ask(ifHereQuestion(name), async (answer) => {
        const choice = readIfHere(answer)
        if (choice) tellLogin(context, await account.logIn(name, password, choice))
        else context.show('Not logged in.')
      })
    },
    { secret: true },
  )
}

function tellLogin(context: CommandContext, outcome: Result<undefined>): void {
  tell(context, outcome, `Logged in as ${cleanLine(context.meeting.state.self.name)}.`)
}

function changePassword(context: CommandContext): void {
  const { account, state } = context.meeting
  context.ask(
    `Current password?${caution(context.meeting.server)}`,
    (present) =>
      newPassword(context, 'New password?', async (wanted) =>
        tell(
          context,
          await account.changePassword(state.self.name, present, wanted),
          'Password changed. Your other machines are logged out, and ask for it once.',
        ),
      ),
    { secret: true },
  )
}

async function forgot(context: CommandContext, argument: string): Promise<void> {
  const { account, state } = context.meeting
  const name = argument.trim() || state.self.name
  const done = `The operator sees that ${cleanLine(name)} asks for a reset code. When you have it, type /reset ${cleanLine(name)}.`
  tell(context, await account.ask(name), done)
}

function reset(context: CommandContext, argument: string): void {
  const { account, state } = context.meeting
  const name = argument.trim() || state.self.name
  context.ask(
    `Reset code for ${cleanLine(name)}? /forgot asks the operator for one.${caution(context.meeting.server)}`,
    (code) =>
      newPassword(context, `New password?${caution(context.meeting.server)}`, async (password) =>
        tell(context, await account.reset(name, code, password), `Logged in as ${cleanLine(name)}.`),
      ),
    { secret: true },
  )
}

/** Asks for a new password twice, because it is not shown while it is typed. */
function newPassword(context: CommandContext, question: string, then: (password: string) => Promise<void>): void {
  const least = context.meeting.account.shortestPassword
  context.ask(
    `${question} At least ${least} characters; an empty line cancels.`,
    (password) => {
      if ([...password].length < least) return context.complain(`a password needs at least ${least} characters`)
      context.ask(
        'Repeat the password.',
        (again) =>
          again === password ? then(password) : context.complain('the passwords do not match; nothing was changed'),
        { secret: true },
      )
    },
    { secret: true },
  )
}

function tell({ show, complain }: CommandContext, outcome: Result<undefined>, done: string): void {
  if (outcome.ok) show(done)
  else complain(outcome.refusal)
}
