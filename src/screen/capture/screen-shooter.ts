import { createRequire } from 'node:module'
import { CaptureError } from '../picture.ts'

type Shooter = typeof import('node-screenshots')

/** Loads node-screenshots, which may be missing. @throws CaptureError with what to do. */
export function loadShooter(): Shooter {
  try {
    return createRequire(import.meta.url)('node-screenshots')
  } catch {
    // What the package itself says of a missing library leads astray.
    throw new CaptureError(
      'node-screenshots cannot be loaded; install it with npm, and on Linux libdbus-1-3 and libxcb1 with it',
    )
  }
}
