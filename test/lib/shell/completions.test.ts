import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Argument, Command, Option } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeCommand } from '../../../src/lib/shell/command-line.ts'
import { completions, shells } from '../../../src/lib/shell/completions.ts'
import { missing } from '../../helpers/tools.ts'

/** A command line with all that is hard to quote. */
function sample(): Command {
  const program = new Command('talk-it')
    .option('--codec <codec>', `what: it's [so] \\ $HOME "x"`)
    .option('-l, --log', 'log')
    .option('--from <file>', 'a file')
    .addOption(new Option('--secret').hideHelp())
  program.options[0]!.argChoices = ['auto', 'opus']
  const config = program.command('config').description('settings')
  config.command('set').description('set one').argument('<key>')
  program.command('shells').addArgument(new Argument('<shell>').choices(shells))
  return program
}

describe('completions', () => {
  let folder: string
  const script = Object.fromEntries(shells.map((shell) => [shell, completions(shell, describeCommand(sample()))]))

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parlor-completions-'))
    for (const shell of shells) writeFileSync(join(folder, shell), script[shell]!)
    writeFileSync(join(folder, 'sound.wav'), '')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const cases: [string, string, string[]][] = [
    ['options by their begin', '--c', ['--codec']],
    ['subcommands', 'con', ['config']],
    ['subcommands of a subcommand', 'config s', ['set']],
    ['the words that an option takes', '--codec ', ['auto', 'opus']],
    ['the words that an argument takes', 'shells ', ['bash', 'fish', 'zsh']],
  ]

  it.skipIf(missing('bash')).each(cases)('in bash are %s', (_, line, wanted) => {
    expect(inBash(line).filter((word) => !word.startsWith('-') || line.startsWith('--c'))).toEqual(wanted)
  })

  it.skipIf(missing('bash'))('in bash are files when a file is expected', () => {
    expect(inBash('--from s')).toEqual(['sound.wav'])
  })

  it.skipIf(missing('fish')).each(cases)('in fish are %s', (_, line, wanted) => {
    const out = run('fish', ['-c', `source ${folder}/fish; complete -C 'talk-it ${line}'`])
    const words = out
      .map((row) => row.split('\t')[0]!)
      .filter((word) => !word.startsWith('-') || line.startsWith('--c'))
    expect(words.sort()).toEqual(wanted)
  })

  it.skipIf(missing('zsh'))('in zsh load without a warning, and are registered', () => {
    const setUp = `autoload -Uz compinit; compinit -u -d ${folder}/dump; source ${folder}/zsh; print $_comps[talk-it]`
    expect(run('zsh', ['-f', '-c', setUp])).toEqual(['_talk_it_command'])
  })

  it('omit hidden options', () => {
    for (const shell of shells) expect(script[shell]).not.toContain('secret')
  })

  function inBash(line: string): string[] {
    const words = ['talk-it', ...line.split(' ')].map((word) => `'${word}'`)
    const ask = `cd ${folder}; source ./bash; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _talk_it`
    return run('bash', ['--norc', '-c', `${ask}; printf '%s\\n' "\${COMPREPLY[@]}"`]).sort()
  }

  function run(shell: string, args: readonly string[]): string[] {
    return execFileSync(shell, args, { encoding: 'utf8' }).split('\n').filter(Boolean)
  }
})
