import { type CommandDescription, withSubcommands } from './command-line.ts'

/** Completions for fish 3 and up. */
export function fishCompletions(program: CommandDescription): string {
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

/** In fish's single quotes only the quote and the backslash need another. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
