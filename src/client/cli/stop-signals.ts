/** Calls `stop` when the program is asked to end, by Ctrl+C or by the system. @param once only the first time */
export function onStopSignal(stop: () => void, { once = false } = {}): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (once) process.once(signal, stop)
    else process.on(signal, stop)
  }
}
