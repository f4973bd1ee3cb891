import { type CommandDescription, withSubcommands } from './command-line.ts'

/** Completions for bash 4 and up, without its completion package. */
export function bashCompletions(program: CommandDescription): string {
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
