import { lstat, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The folder of configuration files: `$XDG_CONFIG_HOME/parlor`, by default `~/.config/parlor` (XDG Base Directory
 * Specification 0.8, which ignores variables that are not absolute paths).
 */
export function configFolder(environment: Environment = process.env): string {
  return folder(environment.XDG_CONFIG_HOME, '.config')
}

/** The folder of state files: `$XDG_STATE_HOME/parlor`, by default `~/.local/state/parlor`. */
export function stateFolder(environment: Environment = process.env): string {
  return folder(environment.XDG_STATE_HOME, '.local/state')
}

function folder(named: string | undefined, otherwise: string): string {
  return join(named?.startsWith('/') ? named : join(homedir(), otherwise), 'parlor')
}

/** Whether the path is a folder or a link to one. */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Whether the path exists, including as a broken link. */
export function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
