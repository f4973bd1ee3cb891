import { useState } from 'preact/hooks'
import { asGuest, withPassword, withResetAsk, withResetCode } from '../app/page-account.ts'
import { keptName } from '../session/kept.ts'
import type { EntryForm } from '../state/page-state.ts'
import type { Phrases } from '../text/english.ts'
import { Field } from './fields.tsx'
import { usePage } from './use-page.ts'

const FORMS: readonly { readonly form: EntryForm; readonly label: (text: Phrases) => string }[] = [
  { form: 'guest', label: (text) => text.guest },
  { form: 'log in', label: (text) => text.logIn },
  { form: 'sign up', label: (text) => text.signUp },
]

/** The first page: what this is, and the ways in. */
export function Landing() {
  const { page, state, text } = usePage()
  // Kept when another form is chosen.
  const [name, setName] = useState(keptName)
  const isForm = (form: EntryForm) => state.form === form || (form === 'log in' && state.form === 'reset')
  return (
    <main class="landing">
      <header>
        <img src="icon.svg" alt="" width="48" height="48" />
        <h1>{text.app}</h1>
        <p>{text.lead}</p>
      </header>
      {isSecureContext ? null : <InsecureNotice />}
      <div class="tabs">
        {FORMS.map(({ form, label }) => (
          <button
            key={form}
            type="button"
            aria-pressed={isForm(form)}
            onClick={() => page.store.dispatch({ type: 'form', form })}
          >
            {label(text)}
          </button>
        ))}
      </div>
      <EntryFields key={state.form} name={name} setName={setName} />
    </main>
  )
}

/** Without a secure context there is no microphone: says so, and what to do. */
function InsecureNotice() {
  const { text } = usePage()
  return (
    <p class="notice">
      {text.insecureSound} <a href="/trust">{text.trustLink}</a>
    </p>
  )
}

interface EntryFieldsProps {
  readonly name: string
  readonly setName: (name: string) => void
}

function EntryFields({ name, setName }: EntryFieldsProps) {
  const { page, state, text } = usePage()
  const [password, setPassword] = useState('')
  const [serverPassword, setServerPassword] = useState('')
  const [code, setCode] = useState('')
  const { form, problem, asksServerPassword } = state
  const isBusy = state.stage === 'entering'
  const secret = asksServerPassword && serverPassword !== '' ? serverPassword : null

  const submit = (event: Event) => {
    event.preventDefault()
    if (form === 'guest') void page.enter(asGuest(name, secret))
    else if (form === 'log in') void page.enter(withPassword(name, password, secret))
    else if (form === 'reset') void page.enter(withResetCode(name, code, password, secret))
    else void page.enter(asGuest(name, secret), password)
  }
  const submitLabel = { guest: text.join, 'log in': text.logIn, 'sign up': text.createAccount, reset: text.setPassword }

  return (
    <form class="card" onSubmit={submit}>
      {state.keptLogin === null ? null : (
        <button type="button" class="primary" disabled={isBusy} onClick={() => void page.continueLogin(secret)}>
          {text.continueAs(state.keptLogin)}
        </button>
      )}
      <Field
        label={text.yourName}
        value={name}
        onChange={setName}
        autocomplete="username"
        required={form !== 'guest'}
        focused={name === ''}
      />
      {form === 'reset' ? (
        <>
          <p class="hint">{text.resetHelp}</p>
          <button
            type="button"
            disabled={isBusy || name.trim() === ''}
            onClick={() => void page.enter(withResetAsk(name, secret))}
          >
            {text.askForCode}
          </button>
          <Field label={text.resetCode} value={code} onChange={setCode} autocomplete="one-time-code" required />
        </>
      ) : null}
      {form === 'guest' ? null : (
        <Field
          label={form === 'log in' ? text.password : text.newPassword}
          value={password}
          onChange={setPassword}
          type="password"
          autocomplete={form === 'log in' ? 'current-password' : 'new-password'}
          required
          focused={name !== ''}
        />
      )}
      {form === 'sign up' ? <p class="hint">{text.signUpHelp}</p> : null}
      {asksServerPassword ? (
        <Field
          label={text.serverPassword}
          value={serverPassword}
          onChange={setServerPassword}
          type="password"
          autocomplete="off"
        />
      ) : null}
      {problem ? (
        <p class={problem === 'code asked' ? 'notice' : 'problem'} role="alert">
          {text.problem(problem)}
        </p>
      ) : null}
      {problem === 'here already' ? (
        <div class="buttons">
          <button type="button" onClick={() => void page.enterAgain('take over')}>
            {text.takeOver}
          </button>
          <button type="button" onClick={() => void page.enterAgain('beside')}>
            {text.stayBeside}
          </button>
        </div>
      ) : null}
      <button type="submit" class="primary" disabled={isBusy}>
        {isBusy ? text.entering : submitLabel[form]}
      </button>
      {form === 'log in' ? (
        <button type="button" class="link" onClick={() => page.store.dispatch({ type: 'form', form: 'reset' })}>
          {text.forgot}
        </button>
      ) : null}
    </form>
  )
}
