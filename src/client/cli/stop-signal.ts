import { Exit, exitCodes } from '../exit-codes.ts'

/**
 * What gives up a long piece of work when the program is asked to end: so that nothing is left behind by it. Asked a
 * second time the program ends at once.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => stopping.abort(new Exit(exitCodes.unwell, 'Stopped; nothing was written.'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  return stopping.signal
}
