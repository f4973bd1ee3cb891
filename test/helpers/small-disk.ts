import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Mounts a disk of `kibibytes`, where this process may; undefined, with a message, otherwise. Unmount and remove it. */
export function mountSmallDisk(kibibytes: number): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'parlor-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', place], { stdio: 'ignore' })
    return place
  } catch {
    rmSync(place, { recursive: true })
    process.stderr.write('skipped: a really full disk needs the right to mount one\n')
    return undefined
  }
}

/** Takes the disk away again. */
export function unmountSmallDisk(place: string): void {
  execFileSync('umount', ['--lazy', place])
  rmSync(place, { recursive: true })
}
