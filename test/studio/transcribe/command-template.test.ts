import { describe, expect, test } from 'vitest'
import { CommandTemplate } from '../../../src/studio/transcribe/command-template.ts'

const values = {
  input: '/tmp/a b/voice.wav',
  output: '/tmp/a b/voice',
  folder: '/tmp/a b',
  model: '$(m)',
  language: 'en',
}

describe('the command template of an engine', () => {
  test('is split into words without a shell, with placeholders filled in within them', () => {
    const engine = new CommandTemplate(`'/opt/my engine' --in={input} "-o {output}" say\\ "hi" {model}`)
    expect(engine.program).toBe('/opt/my engine')
    expect(engine.argumentsFor(values)).toEqual(['--in=/tmp/a b/voice.wav', '-o /tmp/a b/voice', 'say hi', '$(m)'])
  })

  test('gets the arguments of whisper.cpp when it names only a program', () => {
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
    expect(engine.uses('model')).toBe(true)
  })

  test.each([
    ['', 'is empty'],
    ['whisper "{input}', 'an unclosed quote "'],
    ['whisper {input} {modell}', 'has the unknown placeholder {modell}. Known are {input},'],
    ['whisper -m {model}', 'has no {input}'],
  ])('is rejected when invalid: %j', (template, message) => {
    expect(() => new CommandTemplate(template)).toThrow(message)
  })
})
