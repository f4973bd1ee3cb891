import { join } from 'node:path'
import { stateFolder } from '../../lib/folders.ts'

/**
 * Default paths of the control socket of the server on a port, in order of preference: in `$XDG_RUNTIME_DIR`, which is
 * cleared at each boot, then in the server's state folder. None on Windows.
 */
export function ctlPaths(
  port: number,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  if (process.platform === 'win32') return []
  const name = `ctl-${port}.sock`
  const runtime = environment.XDG_RUNTIME_DIR
  const fallback = join(stateFolder(environment), name)
  return runtime?.startsWith('/') ? [join(runtime, 'parlor', name), fallback] : [fallback]
}
