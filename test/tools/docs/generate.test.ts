import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generatedDocs, withSections } from '../../../tools/docs/generate.ts'
import { roff } from '../../../tools/docs/man.ts'
import { missing } from '../../helpers/tools.ts'

const ROOT = new URL('../../../', import.meta.url)

describe('the docs that are made from the tables', () => {
  it.each([...generatedDocs()])('%s is what they say now; if it is not, run: npm run docs', (path, text) => {
    expect(readFileSync(new URL(path, ROOT), 'utf8')).toBe(text)
  })

  it('keep what stands around a section, and miss a place that is not there', () => {
    const text = 'a\n<!-- made from the tables: x -->\nold\n<!-- end -->\nb'
    const changed = withSections(text, { x: 'new' })
    expect(changed).toBe('a\n<!-- made from the tables: x -->\n\nnew\n\n<!-- end -->\nb')
    expect(withSections(changed, { x: 'new' })).toBe(changed)
    expect(() => withSections(text, { y: '' })).toThrow('no place for y')
  })

  it('escape what roff would obey', () => {
    expect(roff(".so a\\b\n'x --y")).toBe("\\&.so a\\eb\n\\&'x \\-\\-y")
  })

  it.skipIf(missing('man')).each(['chat-client.1', 'chat-server.1', 'parlor-config.5'])(
    'the manual %s reads without a warning',
    (page) => {
      const file = new URL(`docs/man/${page}`, ROOT).pathname
      const args = ['--warnings', '-E', 'UTF-8', '-l', file]
      const run = execFileSync('sh', ['-c', 'man "$@" 2>&1 >/dev/null', 'sh', ...args], { encoding: 'utf8' })
      expect(run).toBe('')
    },
  )
})
