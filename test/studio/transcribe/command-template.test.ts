import { describe, expect, test } from 'vitest'
import { CommandTemplate } from '../../../src/studio/transcribe/command-template.ts'

const values = {
  input: '/tmp/a b/voice.wav',
  output: '/tmp/a b/voice',
  folder: '/tmp/a b',
  model: '$(m)',
  language: 'en',
}

describe('the command of an engine', () => {
  test('is parted into words without a shell, and filled within them', () => {
    const engine = new CommandTemplate(`'/opt/my engine' --in={input} "-o {output}" say\\ "hi" {model}`)
    expect(engine.program).toBe('/opt/my engine')
    expect(engine.argumentsFor(values)).toEqual([
      '--in=/tmp/a b/voice.wav',
      '-o /tmp/a b/voice',
      'say hi',
      '$(m)',
    ])
  })

  test('may be the name of a program alone, which gets what whisper.cpp understands', () => {
    const engine = new CommandTemplate('C:\\whisper\\whisper-cli.exe -t 8')
    expect(engine.program).toBe('C:\\whisper\\whisper-cli.exe')
    expect(engine.argumentsFor(values)).toEqual([
      '-t',
      '8',
      '-m',
      '$(m)',
      '-l',
      'en',
      '-f',
      values.input,
      '-ojf',
      '-of',
      values.output,
      '-pp',
    ])
    expect(engine.asksFor('model')).toBe(true)
  })

  test.each([
    ['', 'is empty'],
    ['whisper "{input}', 'a quote " that is not closed'],
    ['whisper {input} {modell}', 'asks for {modell}, which is not known; there is {input},'],
    ['whisper -m {model}', 'put in {input}'],
  ])('that makes no sense is told of: %j', (template, message) => {
    expect(() => new CommandTemplate(template)).toThrow(message)
  })
})
