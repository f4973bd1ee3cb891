import type { TSchema } from '@sinclair/typebox'
import { describe, expect, it } from 'vitest'
import { type ActionName, actions } from '../../src/protocol/actions.ts'
import { labels } from '../../src/protocol/labels.ts'
import { secretIn, secretNames } from '../../src/protocol/secrets.ts'
import { withoutSecrets } from '../../src/protocol/wire/message-line.ts'

/** The texts that a client sends and anyone may read. A new text belongs here, or is marked as a secret in its schema. */
const PUBLIC_TEXTS = new Set([
  ...[
    'hello.name',
    'hello.codecs',
    'rename.name',
    'create.room',
    'join.room',
    'say.text',
    'say.key',
    'say.room',
    'record_mark.text',
  ],
  ...['recordings.keys.recording', 'recording_fetch.recording', 'recording_fetch.file', 'record_consent.recording'],
  ...['voice.codec', 'screen_share.kind', 'kick.reason', 'ban.reason', 'unban.name'],
  ...['people.search', 'presence.presence', 'presence.text', 'block.name', 'call.room'],
  ...['call_answer.call', 'call_answer.text', 'call_answer.room', 'call_invite.call', 'call_end.call'],
  // A public key; and a signature, which is valid once and for one server.
  ...['register.key', 'login.name', 'login.key', 'login.signature', 'account_reset.name', 'account_ask.name'],
  ...['account_change.add_key', 'account_change.remove_key', 'account_change.key_name', 'login.if_here'],
])

/** The paths of all fields of a schema that can hold a text, with whether it is marked as a secret. */
function texts(schema: TSchema, path: string): [string, boolean][] {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, TSchema>)
  const parts: TSchema[] = [schema.items ?? [], schema.anyOf ?? [], schema.allOf ?? []].flat()
  return [
    ...(schema.type === 'string' ? [[path, schema.secret === true] as [string, boolean]] : []),
    ...fields.flatMap(([name, field]) => texts(field, `${path}.${name}`)),
    ...parts.flatMap((part) => texts(part, path)),
  ]
}

const allTexts = Object.entries(actions).flatMap(([name, { fields }]) => texts(fields, name))

describe('the secret fields of the table of actions', () => {
  it('are all marked: a text is either public or a secret', () => {
    const unmarked = allTexts.filter(([path, secret]) => !secret && !PUBLIC_TEXTS.has(path))
    expect(unmarked).toEqual([])
    expect(allTexts.filter(([path, secret]) => secret && PUBLIC_TEXTS.has(path))).toEqual([])
  })

  it('are found in a message, in lists too, and nowhere else', () => {
    const found = (name: ActionName, fields: object) => secretIn(actions[name], { action: name, ...fields })
    for (const [path, secret] of allTexts) {
      const [name, ...steps] = path.split('.') as [ActionName, ...string[]]
      const listed = steps[0] === 'keys'
      const fields = listed
        ? { keys: [{}, { [steps[1]!]: 'x' }] }
        : Object.fromEntries(steps.map((step) => [step, 'x']))
      expect([path, found(name, fields)]).toEqual([path, secret ? steps.join('.') : null])
    }
    expect(found('ping', {})).toBeNull()
    expect(found('recordings', { keys: [] })).toBeNull()
  })

  it('are left out of logs, as are those of labels', () => {
    for (const name of [...secretNames(actions), ...secretNames(labels), 'signature']) {
      expect(withoutSecrets({ [name]: 'open sesame' })).toBe(`{"${name}":"***"}`)
    }
    expect(secretNames(labels).sort()).toEqual(['resume', 'token'])
  })
})
