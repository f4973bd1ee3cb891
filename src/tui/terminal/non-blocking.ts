import type { WriteStream } from 'node:tty'

interface Handle {
  setBlocking?(on: boolean): number
}

/**
 * Says whether writing to a terminal waits until it has taken what is written. Node waits, so that nothing is lost at
 * the end; for a slow terminal, or one that has stopped, voice would wait as well. The handle is no public interface of
 * Node's; where it is another, all is as Node has it.
 */
export function setBlocking(output: WriteStream, on: boolean): void {
  const { _handle } = output as WriteStream & { _handle?: Handle | null }
  _handle?.setBlocking?.(on)
}
