import { join } from 'node:path'
import { stateFolder } from '../../lib/folders.ts'

/**
 * Where the ctl socket of the server at a port may be, the preferred place first: below `$XDG_RUNTIME_DIR`, which is
 * emptied at each start of the machine, or where there is none with what the server keeps. There is none on Windows.
 */
export function ctlPaths(
  port: number,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  if (process.platform === 'win32') return []
  const name = `ctl-${port}.sock`
  const runtime = environment.XDG_RUNTIME_DIR
  const kept = join(stateFolder(environment), name)
  return runtime?.startsWith('/') ? [join(runtime, 'parlor', name), kept] : [kept]
}
