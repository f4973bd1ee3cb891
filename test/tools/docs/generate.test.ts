import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generatedDocs, withSections } from '../../../tools/docs/generate.ts'
import { roff } from '../../../tools/docs/man.ts'
import { missing } from '../../helpers/tools.ts'

const ROOT = new URL('../../../', import.meta.url)

describe('generated docs', () => {
  it.each([...generatedDocs()])('%s is current (if it is not, run: npm run docs)', (path, text) => {
    expect(readFileSync(new URL(path, ROOT), 'utf8')).toBe(text)
  })

  it('replaces the content of a section and throws when the text lacks the section', () => {
    const text = 'a\n<!-- made from the tables: x -->\nold\n<!-- end -->\nb'
    const changed = withSections(text, { x: 'new' })
    expect(changed).toBe('a\n<!-- made from the tables: x -->\n\nnew\n\n<!-- end -->\nb')
    expect(withSections(changed, { x: 'new' })).toBe(changed)
    expect(() => withSections(text, { y: '' })).toThrow('No section for y')
  })

  it('escapes backslashes, hyphens and leading dots for roff', () => {
    expect(roff(".so a\\b\n'x --y")).toBe("\\&.so a\\eb\n\\&'x \\-\\-y")
  })

  it.skipIf(missing('man')).each(['chat-client.1', 'chat-server.1', 'parlor-config.5'])(
    'renders the manual page %s without a warning',
    (page) => {
      const file = new URL(`docs/man/${page}`, ROOT).pathname
      const args = ['--warnings', '-E', 'UTF-8', '-l', file]
      const run = execFileSync('sh', ['-c', 'man "$@" 2>&1 >/dev/null', 'sh', ...args], { encoding: 'utf8' })
      expect(run).toBe('')
    },
  )
})
