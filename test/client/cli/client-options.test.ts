import { describe, expect, it, onTestFinished } from 'vitest'
import { clientProgram } from '../../../src/client/cli/client-options.ts'
import { subcommands } from '../../../src/client/cli/subcommands.ts'
import type { Settings } from '../../../src/client/settings/resolve-settings.ts'
import type { Options } from '../../../src/client/settings/table.ts'
import { type OptionName, optionNames } from '../../../src/client/settings/table.ts'
import { freshFolder } from '../../helpers/folder.ts'

/** Parses a command line with an empty config file. */
async function parse(
  line: string,
): Promise<{ options?: Options; words?: string; args?: readonly string[]; settings: Settings }> {
  const before = process.env.XDG_CONFIG_HOME
  process.env.XDG_CONFIG_HOME = freshFolder()
  onTestFinished(() => void Object.assign(process.env, { XDG_CONFIG_HOME: before }))
  let parsed: Awaited<ReturnType<typeof parse>> | undefined
  const program = clientProgram(subcommands, {
    join: async (settings) => {
      parsed = { options: settings.options, settings }
    },
    subcommand: async ({ words }, settings, args) => {
      parsed = { words, args, settings }
    },
  })
  await program.parseAsync(line.split(' '), { from: 'user' })
  return parsed!
}

describe('the command line', () => {
  it('overrides the defaults of the table', async () => {
    const { options, settings } = await parse('--ip ::1 --mute --for 5m --record --no-plain -l --password-file p')
    expect(options).toMatchObject({ ip: '::1', port: 12_345, mute: true, for: 300_000, record: true, log: true })
    expect(options).toMatchObject({ plain: false, passwordFile: 'p', codec: 'auto', recordFolder: 'recordings' })
    expect(options?.room).toBeUndefined()
    expect(settings.origins.plain).toEqual({ kind: 'flag', flag: '--plain' })
    expect(settings.origins.port).toEqual({ kind: 'default' })
  })

  it('accepts a file name for --record', async () => {
    expect((await parse('--ip a --record a.wav')).options?.record).toBe('a.wav')
  })

  it.each([
    ['devices', 'devices', []],
    ['doctor --ip a --json', 'doctor', []],
    ['config', 'config', []],
    ['config set threshold -40', 'config set', ['threshold', '-40']],
    ['config set mic -', 'config set', ['mic', '-']],
    ['config unset name', 'config unset', ['name']],
  ])('parses %j as the subcommand %s', async (line, words, args) => {
    expect(await parse(line)).toMatchObject({ words, args })
  })

  it('accepts options before and after the subcommand', async () => {
    const { settings } = await parse('--ip a doctor --port 5000')
    expect(settings.options).toMatchObject({ ip: 'a', port: 5000 })
  })
})

describe('every subcommand', () => {
  it.each(subcommands.map((one) => [one.words, one] as const))('%s has a help line and known options', (words, one) => {
    const parent = words.split(' ').slice(0, -1).join(' ')
    expect(parent === '' || subcommands.some((other) => other.words === parent)).toBe(true)
    expect(one.doc).toMatch(/^[a-z].*[^.]$/)
    expect(one.options.every((name: OptionName) => optionNames.includes(name))).toBe(true)
  })
})
