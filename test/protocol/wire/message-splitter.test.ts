import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { MessageSplitter } from '../../../src/protocol/wire/message-splitter.ts'

function split(...pieces: string[]): Promise<string[]> {
  const splitter = new MessageSplitter()
  const messages: string[] = []
  splitter.on('data', (message: Buffer) => messages.push(message.toString()))
  for (const piece of pieces) splitter.write(piece)
  splitter.end()
  return once(splitter, 'end').then(() => messages)
}

const VOICE = '{"label":"voice","bytes":5}\n\n{"x\n'
const SAID = '{"label":"said","text":"hi"}\n'

describe('MessageSplitter', () => {
  it('yields one line with its payload at a time, however the bytes are cut', async () => {
    const text = `${VOICE}${SAID}${VOICE}`
    const wanted = [VOICE, SAID, VOICE]
    expect(await split(text)).toEqual(wanted)
    expect(await split(...text)).toEqual(wanted)
    for (let at = 0; at <= text.length; at++) {
      expect(await split(text.slice(0, at), text.slice(at))).toEqual(wanted)
    }
  })

  it.each([
    ['a line without an end', 'x'.repeat(limits.serverLine + 1)],
    ['a payload that is too long', '{"label":"voice","bytes":999999999}\n'],
  ])('fails on %s before it is kept', async (_, text) => {
    const splitter = new MessageSplitter()
    splitter.resume().write(text)
    const [error] = await once(splitter, 'error')
    expect(error.message).toContain('too long')
  })
})
