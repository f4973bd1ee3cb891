import { Type } from '@sinclair/typebox'
import { limits } from './limits.ts'
import { oneOf, Password } from './shapes.ts'
import { type ActionEntry, action, type Entry, label } from './vocabulary-entry.ts'

const Key = Type.String({ maxLength: 64, description: 'Ed25519 public key, 32 bytes in base64url' })
const Signature = Type.String({ maxLength: 128, description: 'of the challenge, 64 bytes in base64url' })
const key = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'

/** Names that nobody else can take. */
export const accountActions = {
  register: action(
    'register',
    'Keeps the name that one has for oneself, by a password, a key or both.',
    { password: Type.Optional(Password), key: Type.Optional(Key) },
    { password: 'open sesame' },
  ),
  challenge: action('challenge', 'Asks for what is to be signed to log in by a key.', {}, {}),
  login: action(
    'login',
    'Takes a registered name, by its password or by signing the challenge with one of its keys.',
    {
      name: Type.String(),
      password: Type.Optional(Password),
      key: Type.Optional(Key),
      signature: Type.Optional(Signature),
    },
    { name: 'Ann', password: 'open sesame' },
  ),
  account_change: action(
    'account_change',
    'Changes how one logs in: another password (for which the present one is wanted where there is one), one more key, one less.',
    {
      password: Type.Optional(Password),
      new_password: Type.Optional(Password),
      add_key: Type.Optional(Key),
      remove_key: Type.Optional(Key),
    },
    { add_key: key },
  ),
  account_reset: action(
    'account_reset',
    'Gives a name another password by a code that whoever runs the server made for it. The code holds once, and the keys of the name are forgotten.',
    { name: Type.String(), reset_code: Type.String({ maxLength: limits.password }), password: Password },
    { name: 'Ann', reset_code: 'abandon-ability-able-about', password: 'open sesame' },
  ),
} as const satisfies Record<string, ActionEntry>

/** The replies to them. `no accounts`: the server keeps none. */
export const accountLabels = {
  register: label(
    'Answers `register`. `no accounts`: the server keeps none. `invalid name`: the name is of the kind User000001.',
    { status: oneOf('ok', 'name registered', 'invalid name', 'no accounts'), name: Type.String() },
    { status: 'ok', name: 'Ann' },
  ),
  challenge: label(
    'Answers `challenge`. It holds for the next `login` on this connection.',
    { challenge: Type.String() },
    { challenge: 'q83vEjRWeJASNFZ4kBI0VniQEjRWeJASNFZ4kBI0Vng' },
  ),
  login: label(
    'Answers `login`. `conflict`: somebody is here by that name already, perhaps you.',
    {
      status: oneOf('ok', 'wrong password', 'wrong key', 'not registered', 'conflict', 'no accounts'),
      name: Type.String(),
    },
    { status: 'ok', name: 'Ann' },
  ),
  account_change: label(
    'Answers `account_change`.',
    { status: oneOf('ok', 'wrong password', 'not logged in', 'too many keys') },
    { status: 'ok' },
  ),
  account_reset: label(
    'Answers `account_reset`; `login` is the next thing to say.',
    { status: oneOf('ok', 'wrong code', 'no accounts'), name: Type.String() },
    { status: 'ok', name: 'Ann' },
  ),
} as const satisfies Record<string, Entry>
