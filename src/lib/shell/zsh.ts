import { type CommandDescription, type OptionDescription, withSubcommands } from './command-line.ts'

/** Completions for zsh 5, by its `_arguments`. */
export function zshCompletions(program: CommandDescription): string {
  const [name = ''] = program.words
  const functions = withSubcommands(program).map(commandFunction)
  return [
    `#compdef ${name}`,
    `# zsh completion of ${name}: ${name} completions zsh > "\${fpath[1]}/_${name}"`,
    ...functions,
    `if [ "$funcstack[1]" = _${name} ]; then ${functionOf(program)} "$@"; else compdef ${functionOf(program)} ${name}; fi`,
    '',
  ].join('\n')
}

function commandFunction(command: CommandDescription): string {
  const { options, subcommands, choices } = command
  const specs = options.flatMap(optionSpecs)
  if (subcommands.length === 0) {
    const first = choices.length > 0 ? [`'1:: :(${choices.join(' ')})'`] : []
    return block(functionOf(command), [`  _arguments -S ${[...specs, ...first].join(' ')}`])
  }
  const described = subcommands.map(({ words, doc }) => `'${words.at(-1)}:${escaped(doc)}'`)
  return block(functionOf(command), [
    '  local line state',
    `  _arguments -C -S ${[...specs, "'1: :->command'", "'*:: :->rest'"].join(' ')}`,
    '  case $state in',
    `    command) local commands=(${described.join(' ')}); _describe command commands ;;`,
    '    rest) case $line[1] in',
    ...subcommands.map((one) => `      ${one.words.at(-1)}) ${functionOf(one)} ;;`),
    '    esac ;;',
    '  esac',
  ])
}

/** A line for each name of an option: `'--codec[doc]:codec:(auto opus pcm)'`. */
function optionSpecs({ long, short, argument, choices, file, doc }: OptionDescription): string[] {
  const action = file ? '_files' : choices.length > 0 ? `(${choices.join(' ')})` : ' '
  // Two colons: the value may be left out.
  const colon = argument?.startsWith('[') ? '::' : ':'
  const value = argument === null ? '' : `${colon}${argument.slice(1, -1)}:${action}`
  return [long, ...(short ? [short] : [])].map((one) => `'${one}[${escaped(doc)}]${value}'`)
}

function functionOf({ words }: CommandDescription): string {
  return `_${words.join('_').replaceAll('-', '_')}_command`
}

function block(name: string, lines: readonly string[]): string {
  return [`${name}() {`, ...lines, '}'].join('\n')
}

/** Within single quotes, and within the brackets and colons of `_arguments`. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''")
}
