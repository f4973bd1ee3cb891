import { homedir } from 'node:os'
import { join } from 'node:path'

/** Expands a leading `~/` to the home folder. */
export function atHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
}
