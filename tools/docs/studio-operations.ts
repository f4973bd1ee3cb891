import type { TObject, TSchema } from '@sinclair/typebox'
import { operations } from '../../src/studio/edit/operations.ts'

/** Fields that mean the same in every operation, and are described once in the text. */
const SHARED = ['name', 'tracks', 'crossfade_ms']

/** The operations of the studio as a Markdown table, with an example of each. */
export function studioOperations(): string {
  const rows = Object.entries(operations).map(([name, { schema, doc }]) => {
    return `| \`${name}\` | ${doc} | ${fieldsOf(name, schema)} |`
  })
  const examples = Object.entries(operations).map(([name, { example }]) => JSON.stringify({ name, ...example }))
  return [
    '| operation | what it does | fields |',
    '| --- | --- | --- |',
    ...rows,
    '',
    'An example of each:',
    '',
    '```json',
    ...examples,
    '```',
  ].join('\n')
}

function fieldsOf(name: string, { properties, required = [] }: TObject): string {
  return Object.entries<TSchema>(properties)
    .filter(([field]) => !SHARED.includes(field) || (field === 'tracks' && name === 'mix_down'))
    .map(([field, { description }]) => {
      const optional = required.includes(field) ? '' : ' (optional)'
      return `\`${field}\`${optional}: ${description}`
    })
    .join('; ')
}
