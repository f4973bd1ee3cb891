import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { freshFolder } from './folder.ts'
import type { ScreenOptions } from './screen.ts'

const DEVICE = '/sys/class/video4linux/video0'
/** Lists one camera, in a namespace of its own for mounts. */
const OWN_CAMERA = [
  'mount -t tmpfs tmpfs /sys/class',
  `mkdir -p ${DEVICE}`,
  `echo 0 > ${DEVICE}/index`,
  `echo Painted > ${DEVICE}/name`,
  'exec "$@"',
]
const WITHIN = ['unshare', '--map-root-user', '--mount', 'sh', '-c', OWN_CAMERA.join(' && '), 'sh']

/** Whether this machine cannot list a camera that it does not have, so that a test is to be skipped. */
export function noFakeCamera(): boolean {
  const { status } = spawnSync(WITHIN[0]!, [...WITHIN.slice(1), 'ffmpeg', '-version'], { stdio: 'ignore' })
  if (status === 0) return false
  process.stderr.write('skipped: needs ffmpeg, and namespaces for mounts\n')
  return true
}

/** A terminal on a machine with a camera, which shows one colour. @param colour as ffmpeg calls it */
export function withCamera(colour: string): ScreenOptions {
  const folder = freshFolder()
  const program = join(folder, 'ffmpeg')
  // What ffmpeg does with the picture stays; only where it comes from is another.
  const script = `#!/bin/sh
while [ "$1" != -i ]; do shift; done
shift 2
PATH=${process.env.PATH}
exec ffmpeg -hide_banner -nostdin -loglevel error -re -f lavfi -i color=c=${colour}:s=640x480:r=15 "$@"
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  const env = { COLORTERM: 'truecolor', PATH: `${folder}${delimiter}${process.env.PATH}` }
  return { within: WITHIN, env, columns: 100, rows: 30 }
}
