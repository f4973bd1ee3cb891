import { systemClock } from '../../lib/clock.ts'
import type { Look } from '../../tui/look.ts'
import { abilitiesOf, lookOf } from '../../tui/look-of.ts'
import { Scenes } from '../../tui/scenes.ts'
import { probeTerminal } from '../../tui/terminal/probe.ts'
import { hasTerminal } from '../../tui/terminal/terminal-abilities.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'

/**
 * Fills the terminal of this process with scenes, until the first is left.
 *
 * @param load reads what the first scene is of; what is wrong then is told on the terminal as it was
 * @param begin opens the first scene
 * @throws Exit where there is no terminal
 */
export async function runScenes<Loaded>(
  options: Pick<Options, 'theme' | 'colors'>,
  what: string,
  load: () => Promise<Loaded>,
  begin: (scenes: Scenes, look: Look, loaded: Loaded) => void,
): Promise<ExitCode> {
  if (!hasTerminal()) throw new Exit(exitCodes.usage, `${what} needs a terminal, and there is none here.`)
  const loaded = await load()
  const mayAsk = abilitiesOf(options.colors).kitty !== false
  const { light } = await probeTerminal(process.stdin, process.stdout, systemClock, mayAsk)
  const scenes = new Scenes(systemClock)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => scenes.end())
  try {
    begin(scenes, lookOf({ ...options, light }), loaded)
    await scenes.ended
  } finally {
    await scenes.close()
  }
  return exitCodes.ok
}
