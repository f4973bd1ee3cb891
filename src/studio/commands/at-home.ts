import { homedir } from 'node:os'
import { join } from 'node:path'

/** A path as shells read it. */
export function atHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
}
