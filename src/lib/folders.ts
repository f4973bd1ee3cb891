import { lstat, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where Parlor keeps what a person sets: `$XDG_CONFIG_HOME/parlor`, by default `~/.config/parlor`
 * (XDG Base Directory Specification 0.8, which passes over a variable that is not an absolute path).
 */
export function configFolder(environment: Environment = process.env): string {
  return folder(environment.XDG_CONFIG_HOME, '.config')
}

/** Where Parlor keeps what it remembers by itself: `$XDG_STATE_HOME/parlor`, by default `~/.local/state/parlor`. */
export function stateFolder(environment: Environment = process.env): string {
  return folder(environment.XDG_STATE_HOME, '.local/state')
}

function folder(named: string | undefined, otherwise: string): string {
  return join(named?.startsWith('/') ? named : join(homedir(), otherwise), 'parlor')
}

/** Whether a folder has this path, or a link to one; not where nothing has it. */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Whether something has this path, also where it is a link that leads nowhere. */
export function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
