import { systemClock } from '../../clock.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import type { Look } from './look.ts'
import { abilitiesOf, lookOf } from './look-of.ts'
import { Scenes } from './scenes.ts'
import { probeTerminal } from './terminal/probe.ts'

/**
 * Gives the terminal to a scene that is not part of a meeting, until it is left.
 * @param open puts it on top
 * @param otherwise what to do where there is no terminal, for the message
 * @throws Exit `usage` where there is none; what `open` throws, once the terminal is as it was
 */
export async function alone(
  options: Pick<Options, 'theme' | 'colors'>,
  otherwise: string,
  open: (scenes: Scenes, look: Look) => Promise<unknown> | unknown,
): Promise<ExitCode> {
  const { fullScreen, kitty } = abilitiesOf(options.colors)
  if (!fullScreen || !process.stdin.isTTY)
    throw new Exit(exitCodes.usage, `This needs a terminal to itself; ${otherwise}`)
  const { light } = await probeTerminal(process.stdin, process.stdout, systemClock, kitty !== false)
  const scenes = new Scenes(systemClock)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => scenes.end())
  try {
    await open(scenes, lookOf({ ...options, light }))
    await scenes.ended
    return exitCodes.ok
  } finally {
    await scenes.close()
  }
}
