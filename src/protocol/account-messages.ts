import { Type } from '@sinclair/typebox'
import { limits } from './limits.ts'
import { SECRET } from './secrets.ts'
import { oneOf, Password } from './shapes.ts'
import { type ActionEntry, action, type Entry, label } from './vocabulary-entry.ts'

const Key = Type.String({ maxLength: 64, description: 'Ed25519 public key: 32 bytes in base64url' })
const Signature = Type.String({ maxLength: 128, description: 'of the challenge: 64 bytes in base64url' })
const key = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'

/** The actions of registered names, which only their owners can use. */
export const accountActions = {
  register: action(
    'register',
    'Registers your current name with a password, a key, or both, so that nobody else can use it.',
    { password: Type.Optional(Password), key: Type.Optional(Key) },
    { password: 'open sesame' },
  ),
  challenge: action('challenge', 'Requests the challenge to sign for a login with a key.', {}, {}),
  login: action(
    'login',
    'Logs in to a registered name with its password, or by signing the challenge with one of its keys.',
    {
      name: Type.String(),
      password: Type.Optional(Password),
      key: Type.Optional(Key),
      signature: Type.Optional(Signature),
      if_here: Type.Optional(
        Type.Unsafe<'take over' | 'beside'>({
          ...oneOf('take over', 'beside'),
          description:
            'what to do if the account is already logged in on another connection: end that (`take over`), or join it under the name with ` 2` (`beside`)',
        }),
      ),
    },
    { name: 'Ann', password: 'open sesame' },
  ),
  account_change: action(
    'account_change',
    'Changes how you log in: sets a new password (if the account already has one, the current password is required), adds a key, or removes a key. A new password removes all keys and logs out all other connections; `add_key` in the same message is added after it.',
    {
      password: Type.Optional(Password),
      new_password: Type.Optional(Password),
      add_key: Type.Optional(Key),
      key_name: Type.Optional(
        Type.String({ maxLength: 64, description: 'where the added key is kept, such as `Firefox on Linux`' }),
      ),
      remove_key: Type.Optional(Key),
      log_out_everywhere: Type.Optional(
        Type.Boolean({ description: 'removes all keys and logs out all other connections' }),
      ),
    },
    { add_key: key },
  ),
  account_keys: action('account_keys', 'Lists the keys of the account that you are logged in to.', {}, {}),
  account_ask: action(
    'account_ask',
    'Asks the operator for a reset code, because the password of an account is forgotten. The operator sees the name, the address and the time. Only a server that names `account_ask` in `features` has this.',
    { name: Type.String() },
    { name: 'Ann' },
  ),
  account_reset: action(
    'account_reset',
    'Sets a new password with a reset code from the operator. The code works once. All keys of the account are removed, and all its other connections are logged out.',
    { name: Type.String(), reset_code: Type.String({ ...SECRET, maxLength: limits.password }), password: Password },
    { name: 'Ann', reset_code: 'abandon-ability-able-about', password: 'open sesame' },
  ),
} as const satisfies Record<string, ActionEntry>

/** The replies to `accountActions`. */
export const accountLabels = {
  register: label(
    'Reply to `register`. `no accounts`: the server has accounts disabled. `invalid name`: a default name such as `User000001` cannot be registered.',
    { status: oneOf('ok', 'name registered', 'invalid name', 'no accounts'), name: Type.String() },
    { status: 'ok', name: 'Ann' },
  ),
  challenge: label(
    'Reply to `challenge`. The challenge is valid for the next `login` on this connection.',
    { challenge: Type.String() },
    { challenge: 'q83vEjRWeJASNFZ4kBI0VniQEjRWeJASNFZ4kBI0Vng' },
  ),
  login: label(
    'Reply to `login`. `conflict`: a connected user already has this name, who may be you on another connection; log in again with `if_here`. `name` is the name that you have now.',
    {
      status: oneOf(
        'ok',
        'wrong password',
        'wrong key',
        'not registered',
        'conflict',
        'too many sessions',
        'no accounts',
      ),
      name: Type.String(),
    },
    { status: 'ok', name: 'Ann' },
  ),
  logged_out: label(
    'Pushed to a connection that is logged out. It goes on under a guest name; after `taken over` it is closed.',
    {
      name: Type.String({ description: 'your name from now on' }),
      reason: oneOf('taken over', 'password changed', 'password reset', 'account removed', 'logged out'),
    },
    { name: 'User000012', reason: 'password changed' },
  ),
  account_change: label(
    'Reply to `account_change`.',
    { status: oneOf('ok', 'wrong password', 'not logged in', 'too many keys') },
    { status: 'ok' },
  ),
  account_keys: label(
    'Reply to `account_keys`.',
    {
      status: oneOf('ok', 'not logged in'),
      keys: Type.Optional(
        Type.Array(
          Type.Object({
            key: Type.String(),
            name: Type.String(),
            added: Type.Integer({ description: 'ms since 1970; 0: unknown' }),
            used: Type.Integer({ description: 'last login with it, likewise' }),
          }),
        ),
      ),
    },
    { status: 'ok', keys: [{ key, name: 'Firefox on Linux', added: 1_796_000_000_000, used: 0 }] },
  ),
  account_ask: label(
    'Reply to `account_ask`. The operator hands over the code, not the server.',
    { status: oneOf('ok', 'not registered', 'no accounts'), name: Type.String() },
    { status: 'ok', name: 'Ann' },
  ),
  account_reset: label(
    'Reply to `account_reset`. Send `login` next.',
    { status: oneOf('ok', 'wrong code', 'no accounts'), name: Type.String() },
    { status: 'ok', name: 'Ann' },
  ),
} as const satisfies Record<string, Entry>
