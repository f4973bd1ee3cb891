import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { Wire } from './wire-text.ts'

describe('a message', () => {
  it('reaches the handler, with its payload', async () => {
    const wire = new Wire().read()
    await wire.say({ action: 'list' }, encode({ action: 'voice', bytes: 3 }, Buffer.from('abc')))
    expect(wire.events).toEqual(['list', 'voice + 3'])
  })

  it('is answered on the same stream', async () => {
    const wire = new Wire().read()
    wire.onMessage = () => wire.connection.send({ label: 'mute', muted: true })
    await wire.say({ action: 'list' })
    expect(wire.received).toBe('{"label":"mute","muted":true}\n')
  })

  it('that is refused keeps the connection open, and the error carries its id', async () => {
    const wire = new Wire().read()
    await wire.say(
      { action: 'dance', id: 1 },
      { action: 'mute', id: 2 },
      encode({ action: 'list', id: 3, bytes: 3 }, Buffer.from('{}\n')),
      '{}\n',
      { action: 'list' },
    )
    expect(wire.events).toEqual([
      'refused unknown_action 1',
      'refused bad_message 2',
      'refused unexpected_payload 3',
      'refused bad_message -',
      'list',
    ])
    expect(wire.connection.open).toBe(true)
  })

  it('that a handler refuses is answered like a contract error', async () => {
    const wire = new Wire().read()
    wire.onMessage = () => {
      throw new ProtocolError('not_in_a_room')
    }
    await wire.say({ action: 'list', id: 9 }, { action: 'list' })
    expect(wire.events).toEqual(['list', 'refused not_in_a_room 9', 'list', 'refused not_in_a_room -'])
    expect(wire.errors).toEqual(['not_in_a_room', 'not_in_a_room'])
  })

  it('on which a handler throws stops the reading', async () => {
    const wire = new Wire().read()
    wire.onMessage = () => {
      throw new TypeError('our mistake')
    }
    await wire.say('{"action":"list"}\n{"action":"list"}\n', { action: 'list' })
    expect(wire.events).toEqual(['list', 'failed our mistake'])
  })
})

describe('a message that takes a while', () => {
  /** A wire whose messages `list` are worked on until the test says that they are done. */
  function slowWire() {
    const wire = new Wire(1000).read()
    const work: { done(): void; fail(error: Error): void }[] = []
    wire.onMessage = ({ action }) => {
      if (action === 'list') return new Promise((done, fail) => work.push({ done, fail }))
    }
    return { wire, work }
  }

  it('delays the messages after it, in the same bytes or later ones, and loses none', async () => {
    const { wire, work } = slowWire()
    await wire.say('{"action":"list"}\n{"action":"quit_room"}\n{"action":"voice","bytes":3}\nab')
    await wire.say('c{"action":"list"}\n{"action":"ex', 'it"}\n')
    expect(wire.events).toEqual(['list'])
    work[0]!.done()
    await wire.settle()
    expect(wire.events).toEqual(['list', 'quit_room', 'voice + 3', 'list'])
    work[1]!.done()
    await wire.settle()
    expect(wire.events.at(-1)).toBe('exit')
  })

  it('is refused or failed like any other', async () => {
    const { wire, work } = slowWire()
    await wire.say({ action: 'list', id: 7 }, { action: 'list' })
    work[0]!.fail(new ProtocolError('not_allowed'))
    await wire.settle()
    work[1]!.fail(new TypeError('our mistake'))
    await wire.settle()
    expect(wire.events).toEqual(['list', 'refused not_allowed 7', 'list', 'failed our mistake'])
  })

  it('is finished before the end of the stream is reported', async () => {
    const { wire, work } = slowWire()
    wire.far.end('{"action":"list"}\n{"action":"exit"}\n')
    await wire.settle()
    expect(wire.events).toEqual(['list'])
    work[0]!.done()
    await wire.settle()
    expect(wire.events).toEqual(['list', 'exit', 'ended', 'closed'])
  })

  it('does not delay a close', async () => {
    const { wire, work } = slowWire()
    await wire.say({ action: 'list' }, { action: 'exit' })
    wire.stream.destroy()
    await wire.settle()
    work[0]!.done()
    await wire.settle()
    expect(wire.events).toEqual(['list', 'closed'])
  })
})

describe('broken framing', () => {
  it.each([
    ['not JSON', 'hello\n', 'bad_message'],
    ['a line over the limit', `${'x'.repeat(202)}`, 'too_large'],
    ['a payload over its cap', `{"action":"voice","bytes":${limits.voicePayload + 1}}\n`, 'too_large'],
    ['a payload over what is skipped', '{"action":"list","bytes":65537}\n', 'too_large'],
    ['a payload length that is none', '{"action":"voice","bytes":-1}\n', 'bad_message'],
  ])('(%s) is answered and closed, and nothing after it is read', async (_, text, code) => {
    const wire = new Wire().read()
    await wire.say(text, '\n{"action":"list"}\n')
    expect(wire.events).toEqual([`refused ${code}, closing -`])
    expect(wire.errors).toEqual([code])
    expect(wire.stream.writableEnded).toBe(true)
    wire.far.end()
    await wire.settle()
    expect(wire.events.at(-1)).toBe('closed')
  })

  it('is answered with the id of the message whose payload is refused', async () => {
    const wire = new Wire().read()
    await wire.say('{"action":"voice","id":5,"bytes":100000}\n')
    expect(wire.events).toEqual(['refused too_large, closing 5'])
  })

  it('is not answered with the id of the valid message before it', async () => {
    const wire = new Wire().read()
    await wire.say({ action: 'list', id: 5 }, 'nonsense\n')
    expect(wire.events).toEqual(['list', 'refused bad_message, closing -'])
  })

  it('includes a line that is only valid once longer lines are allowed', async () => {
    const wire = new Wire().read()
    wire.connection.allowLine(limits.line)
    await wire.say({ action: 'say', text: 'x'.repeat(4000) })
    expect(wire.events).toEqual(['say'])
  })
})
