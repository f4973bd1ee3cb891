import { readdirSync, readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { isJsonWanted, TextOutput, writeFailure } from '../../src/lib/output.ts'

const CLIPBOARD = '\u001B]52;c;cm0gLXJm\u0007'
const HOSTILE = `a${CLIPBOARD}b\u009B31mc\u202Ed\u001B[2Je\rf`
const OBEYED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]/

function captured() {
  const stream = Object.assign(new PassThrough(), { isTTY: true })
  const output = new TextOutput(() => stream)
  return { output, read: () => String(stream.read() ?? '') }
}

describe('TextOutput', () => {
  it('writes no control characters of hostile text', () => {
    const { output, read } = captured()
    output.line(`Wrote ${HOSTILE}\nfake line`)
    expect(read()).toBe('Wrote abcde f fake line\n')
    output.text(`one\n${HOSTILE}`)
    expect(read()).toBe('one\nabcde\nf\n')
    output.question(HOSTILE)
    expect(read()).not.toMatch(OBEYED)
  })

  it('escapes in JSON what a terminal would obey, and keeps the value', () => {
    const { output, read } = captured()
    output.json({ text: HOSTILE })
    const line = read()
    expect(line.trimEnd()).not.toMatch(OBEYED)
    expect(JSON.parse(line)).toEqual({ text: HOSTILE })
  })

  it('cleans the text of a progress line', () => {
    const { output, read } = captured()
    output.status(HOSTILE)
    expect(read()).toBe('\r\u001B[Kabcde f')
  })

  it('writes a failure as JSON where the command line asks for it', () => {
    const { output, read } = captured()
    writeFailure(4, `refused: ${HOSTILE}`, { json: true, output })
    expect(JSON.parse(read())).toEqual({ event: 'failed', code: 4, message: 'refused: abcde f' })
    expect(isJsonWanted(['--ip', 'x', '--json'])).toBe(true)
    expect(isJsonWanted(['say', '--', '--json'])).toBe(false)
  })
})

it('writes to the standard streams in src/lib/output.ts only', () => {
  const root = new URL('../../src/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const writers = files.filter((path) => {
    if (path === 'lib/output.ts' || path.startsWith('web/')) return false
    const source = readFileSync(new URL(path, root), 'utf8')
    return /process\s*\.\s*(?:stdout|stderr)\b|\bconsole\s*\.\s*\w+|writeSync\(\s*[12]\b|\/dev\/(?:tty|stdout|stderr)\b/.test(
      source,
    )
  })
  expect(files.length).toBeGreaterThan(300)
  expect(writers).toEqual([])
})
