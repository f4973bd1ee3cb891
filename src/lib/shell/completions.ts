import { type CommandDescription, type OptionDescription, withSubcommands } from './command-line.ts'
/** The supported shells. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

const makers: Record<Shell, (program: CommandDescription) => string> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
}

/** A script with which a shell completes the command line of a program. */
export function completions(shell: Shell, program: CommandDescription): string {
  return makers[shell](program)
}

/** Completions for bash 4 and later, without the bash-completion package. */
function bashCompletions(program: CommandDescription): string {
  const [name = ''] = program.words
  const call = `_${name.replaceAll('-', '_')}`
  const all = withSubcommands(program)
  const options = all.flatMap((one) => one.options).filter(({ argument }) => argument?.startsWith('<'))
  const values = new Map(options.map((option) => [option.long, option]))
  const valueCases = [...values.values()].map(({ long, choices, file }) => {
    const words = file ? '-f' : `-W '${choices.join(' ')}'`
    return `    ${long}) COMPREPLY=($(compgen ${words} -- "$current")); return ;;`
  })
  const commandCases = all.map(({ words, options: own, subcommands, choices }) => {
    const candidates = [
      ...own.flatMap(({ long, short }) => (short ? [long, short] : [long])),
      ...subcommands.map((one) => one.words.at(-1)!),
      ...choices,
    ]
    return `    '${words.slice(1).join(' ')}') candidates='${candidates.join(' ')}' ;;`
  })
  const known = all.slice(1).map(({ words }) => `'${words.slice(1).join(' ')}'`)
  return `# bash completion of ${name}: put "source <(${name} completions bash)" into ~/.bashrc
${call}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command='' word longer candidates
  case "$previous" in
${valueCases.join('\n')}
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    longer="\${command:+$command }$word"
    case "$longer" in ${known.length > 0 ? known.join(' | ') : "''"}) command="$longer" ;; esac
  done
  case "$command" in
${commandCases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -F ${call} ${name}
`
}

/** Completions for fish 3 and later. */
function fishCompletions(program: CommandDescription): string {
  const [name = ''] = program.words
  const lines = withSubcommands(program).flatMap((command) => commandLines(name, command))
  return [
    `# fish completion of ${name}: ${name} completions fish > ~/.config/fish/completions/${name}.fish`,
    `complete -c ${name} -f`,
    ...lines,
    '',
  ].join('\n')
}

function commandLines(name: string, { words, options, subcommands, choices }: CommandDescription): string[] {
  const path = words.slice(1)
  const below = subcommands.map((one) => one.words.at(-1)!)
  const here = [
    ...path.map((word) => `__fish_seen_subcommand_from ${word}`),
    ...(below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(' ')}`] : []),
  ]
  const start = `complete -c ${name}${here.length > 0 ? ` -n '${here.join('; and ')}'` : ''}`
  return [
    ...subcommands.map((one) => `${start} -a ${one.words.at(-1)} -d ${quoted(one.doc)}`),
    ...(choices.length > 0 ? [`${start} -a ${quoted(choices.join(' '))}`] : []),
    ...options.map(({ long, short, argument, choices: values, file, doc }) => {
      const taken = argument === null ? '' : file ? ' -r -F' : ` -x -a ${quoted(values.join(' '))}`
      return `${start} -l ${long.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}${taken} -d ${quoted(doc)}`
    }),
  ]
}

/** Quotes for fish: within single quotes, only the quote and the backslash are escaped. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** Completions for zsh 5, with `_arguments`. */
function zshCompletions(program: CommandDescription): string {
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

/** A spec for each name of an option: `'--codec[doc]:codec:(auto opus pcm)'`. */
function optionSpecs({ long, short, argument, choices, file, doc }: OptionDescription): string[] {
  const action = file ? '_files' : choices.length > 0 ? `(${choices.join(' ')})` : ' '
  // Two colons: the value is optional.
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

/** Escapes for single quotes, and for the brackets and colons of `_arguments`. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''")
}
