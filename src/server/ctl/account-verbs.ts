import { ok, type Result, refused } from '../../lib/result.ts'
import { utcDay } from '../../lib/time-text.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { columns } from './text-columns.ts'
import type { CtlAnswer, CtlVerb } from './verb.ts'

const HOW = 'account takes "list", "reset NAME", "remove NAME" or "operator NAME on|off".'

/** The registered names. */
export const accountVerb: CtlVerb = {
  name: 'account',
  argument: '<list|reset|remove|operator> [name] [on|off]',
  help: 'list the accounts, make a code to reset a password, remove one, or make its owner an operator for good',
  run({ context: { accounts } }, [what, name, on]) {
    if (!accounts) return refused('This server keeps no accounts; start it with --accounts FOLDER.')
    if (what === 'list') return ok(list(accounts))
    if (name === undefined) return refused(HOW)
    if (what === 'reset') return reset(accounts, name)
    if (what === 'remove') {
      if (!accounts.remove(name)) return refused(unknown(name))
      return ok({ facts: { name }, lines: [`The account ${name} is gone; anybody may take the name.`] })
    }
    if (what !== 'operator' || (on !== 'on' && on !== 'off')) return refused(HOW)
    if (!accounts.setOperator(name, on === 'on')) return refused(unknown(name))
    const role = on === 'on' ? 'an operator whenever they log in' : 'no operator from the next login on'
    return ok({ facts: { name, operator: on === 'on' }, lines: [`${name} is ${role}.`] })
  },
}

function list(accounts: Accounts): CtlAnswer {
  const all = accounts.list().map(({ name, password, operator, madeAt, usedAt }) => ({
    name,
    password: password !== null,
    operator,
    made: utcDay(madeAt),
    used: utcDay(usedAt),
  }))
  const rows = all.map(({ name, password, operator, made, used }) => [
    ...[
      name,
      made,
      used,
      [password ? 'password' : 'keys alone', operator ? 'operator' : ''].filter(Boolean).join(', '),
    ],
  ])
  const lines = rows.length === 0 ? ['There is no account.'] : columns(['NAME', 'MADE', 'USED', ''], rows)
  return { facts: all, lines }
}

function reset(accounts: Accounts, name: string): Result<CtlAnswer> {
  const issued = accounts.issueCode(name)
  if (!issued.ok) return refused(unknown(name))
  const code = issued.value
  return ok({
    facts: { name, code },
    lines: [`Code for ${name}, once and within a day, for /reset in a client:`, code],
  })
}

function unknown(name: string): string {
  return `There is no account ${name}; "account list" lists them.`
}
