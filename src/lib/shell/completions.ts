import { bashCompletions } from './bash.ts'
import type { CommandDescription } from './command-line.ts'
import { fishCompletions } from './fish.ts'
import { zshCompletions } from './zsh.ts'

/** The shells for which completions are made. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

const makers: Record<Shell, (program: CommandDescription) => string> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
}

/** A script that teaches a shell to complete a program's command line. */
export function completions(shell: Shell, program: CommandDescription): string {
  return makers[shell](program)
}
