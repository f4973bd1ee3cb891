import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Loads a package that was compiled from C. The loaders of these turn each unhandled rejection and each uncaught error
 * of the whole process into an abort of their own; a library has no say in that, so these listeners are taken away.
 *
 * @param load does it; by default the package is what it exports
 */
export function requireTamed(
  name: string,
  load: (exported: unknown) => unknown = (exported) => exported,
): unknown {
  const before = EVENTS.map((event) => process.rawListeners(event))
  const loaded = load(require(name))
  EVENTS.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.includes(listener)) process.off(event, listener as () => void)
    }
  })
  return loaded
}
