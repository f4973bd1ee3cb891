import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { actions } from '../../src/protocol/actions.ts'
import { errors } from '../../src/protocol/errors.ts'
import { labels } from '../../src/protocol/labels.ts'
import type { Entry } from '../../src/protocol/vocabulary-entry.ts'

const docs = readFileSync(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8')

describe('docs/PROTOCOL.md', () => {
  it.each([
    ...Object.entries<Entry>(actions).map(([name, entry]) => ({ key: 'action', name, entry })),
    ...Object.entries<Entry>(labels).map(([name, entry]) => ({ key: 'label', name, entry })),
  ])('documents the $key $name: what it does, each of its fields, and an example', ({ key, name, entry }) => {
    const anchor = `<a id="${key}-${name}"></a>`
    const section = docs.slice(docs.indexOf(anchor)).split('\n### ')[0]!
    expect(docs).toContain(anchor)
    expect(section).toContain(entry.doc)
    for (const field of Object.keys(entry.fields.properties)) expect(section).toContain(`| \`${field}\` | `)
    const example = section.split('```')[1]!.split(' + ')[0]!
    expect(JSON.parse(example)).toEqual({ [key]: name, ...entry.example })
  })

  it.each(Object.entries(errors))(
    'documents the error %s, and whether it closes the connection',
    (code, { text, closes }) => {
      expect(docs).toContain(`| \`${code}\` | ${text} | ${closes} |`)
    },
  )

  it('links only to anchors that exist', () => {
    const anchors = new Set([...docs.matchAll(/<a id="([^"]+)">/g)].map(([, anchor]) => anchor))
    const headings = [...docs.matchAll(/^#+ (\w+)$/gm)].map(([, heading]) => heading!.toLowerCase())
    for (const [, target] of docs.matchAll(/\]\(#([^)]+)\)/g)) {
      expect([...anchors, ...headings]).toContain(target)
    }
  })

  it('names a type for every field', () => {
    expect(docs).not.toMatch(/undefined|\[object|\| null \|/)
  })
})
