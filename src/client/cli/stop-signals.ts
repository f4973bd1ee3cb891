/** Calls `stop` on SIGINT, SIGTERM or SIGHUP. @param once only the first time */
export function onStopSignal(stop: () => void, { once = false } = {}): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (once) process.once(signal, stop)
    else process.on(signal, stop)
  }
}
