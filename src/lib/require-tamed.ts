import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Loads a package compiled from C with Emscripten. Its loader installs process-wide listeners that abort on any unhandled
 * rejection or uncaught error; they are removed again.
 *
 * @param load loads the package; default: `require`
 */
export function requireTamed(name: string, load: (exported: unknown) => unknown = (exported) => exported): unknown {
  const before = EVENTS.map((event) => process.rawListeners(event))
  const loaded = load(require(name))
  EVENTS.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.includes(listener)) process.off(event, listener as () => void)
    }
  })
  return loaded
}
