import { ok, type Result, refused } from '../../lib/result.ts'
import { localDay, localMinute, utcDay } from '../../lib/time-text.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { EventFields } from '../log/log-events.ts'
import { changeAccount, sessionsOf } from '../session/account-sessions.ts'
import { columns } from './text-columns.ts'
import type { CtlAnswer, CtlVerb } from './verb.ts'

const USAGE = 'account takes "list", "asks", "reset NAME", "remove NAME" or "operator NAME on|off".'

/** `account`: manages the registered names. */
export const accountVerb: CtlVerb = {
  name: 'account',
  argument: '<list|asks|reset|remove|operator> [name] [on|off]',
  help: 'list accounts, or who asks for a code because they forgot their password; issue such a code, remove an account, or make its owner a permanent operator',
  async run({ context }, [what, name, on]) {
    const { accounts, log } = context
    if (!accounts) return refused('Accounts are disabled on this server; start it with --accounts FOLDER.')
    if (what === 'list') return ok(await list(accounts))
    if (what === 'asks') return ok(asks(accounts))
    if (name === undefined) return refused(USAGE)
    const note = (deed: EventFields<'account_managed'>['deed']) => log.write('account_managed', { name, deed })
    if (what === 'reset') {
      const issued = await reset(accounts, name)
      if (issued.ok) note('reset code issued')
      return issued
    }
    if (what === 'remove') {
      const account = await accounts.find(name)
      if (!account) return refused(unknown(name))
      await changeAccount(context, account.id, 'account removed', null, () => accounts.remove(account.id))
      note('removed')
      return ok({ facts: { name }, lines: [`Removed the account ${name}; anyone can use the name now.`] })
    }
    if (what !== 'operator' || (on !== 'on' && on !== 'off')) return refused(USAGE)
    const id = await accounts.setOperator(name, on === 'on')
    if (id === null) return refused(unknown(name))
    if (on === 'off') for (const session of sessionsOf(context, id)) session.setOperator(false)
    note(on === 'on' ? 'made operator' : 'no operator')
    const role = on === 'on' ? 'will be an operator after each login' : 'is no longer an operator'
    return ok({ facts: { name, operator: on === 'on' }, lines: [`${name} ${role}.`] })
  },
}

async function list(accounts: Accounts): Promise<CtlAnswer> {
  const stored = await accounts.list()
  const all = stored.map(({ name, password, operator, madeAt, usedAt }) => ({
    name,
    password: password !== null,
    operator,
    made: utcDay(madeAt),
    used: utcDay(usedAt),
  }))
  const rows = stored.map(({ name, password, operator, madeAt, usedAt }) => [
    ...[
      name,
      localDay(new Date(madeAt)),
      localDay(new Date(usedAt)),
      [password ? 'password' : 'keys only', operator ? 'operator' : ''].filter(Boolean).join(', '),
    ],
  ])
  const lines = rows.length === 0 ? ['No accounts.'] : columns(['NAME', 'CREATED', 'LAST USED', ''], rows)
  return { facts: all, lines }
}

function asks(accounts: Accounts): CtlAnswer {
  const rows = accounts.asks.map(({ name, address, at }) => [name, localMinute(at), address])
  const lines =
    rows.length === 0
      ? ['Nobody asks for a reset code.']
      : [
          ...columns(['NAME', 'ASKED', 'ADDRESS'], rows),
          '"account reset NAME" issues a code. Give it to the owner of the name alone.',
        ]
  return { facts: accounts.asks.map(({ at, ...ask }) => ({ ...ask, asked: new Date(at).toISOString() })), lines }
}

async function reset(accounts: Accounts, name: string): Promise<Result<CtlAnswer>> {
  const issued = await accounts.issueCode(name)
  if (!issued.ok) return refused(unknown(name))
  const code = issued.value
  return ok({
    facts: { name, code },
    lines: [
      `Reset code for ${name}, valid once within a day; enter it with /reset in a client, or with Forgot password on the page:`,
      code,
    ],
  })
}

function unknown(name: string): string {
  return `No account named ${name}; "account list" lists all.`
}
