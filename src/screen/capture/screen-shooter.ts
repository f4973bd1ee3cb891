import { createRequire } from 'node:module'
import { CaptureError } from '../picture.ts'

type Shooter = typeof import('node-screenshots')

/** Loads node-screenshots, an optional dependency. @throws CaptureError if it is missing */
export function loadShooter(): Shooter {
  try {
    return createRequire(import.meta.url)('node-screenshots')
  } catch {
    // The error of the package itself is misleading if a system library is missing.
    throw new CaptureError(
      'Cannot load node-screenshots; install it with npm, and on Linux also libdbus-1-3 and libxcb1',
    )
  }
}
