import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'

const MODULE = fileURLToPath(new URL('../../src/lib/private-files.ts', import.meta.url))
const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0

it.skipIf(!canMount)('creating folders on a read-only disk fails with EROFS, not ENOENT', () => {
  const folder = freshFolder()
  const script = `import { makePrivateFolders, makePrivateFoldersSync } from '${MODULE}'
    const print = ({ code }) => process.stdout.write(code + ' ')
    for (const path of ['a', 'a/b/c'])
      try { makePrivateFoldersSync('${folder}/' + path) } catch (error) { print(error) }
    await makePrivateFolders('${folder}/a/b').catch(print)`
  const shell = `mount -t tmpfs -o ro none "$0" && exec "$1" --import tsx --input-type=module -e "$2"`
  const run = spawnSync('unshare', ['--mount', 'sh', '-c', shell, folder, process.execPath, script])
  expect(String(run.stdout) + String(run.stderr)).toBe('EROFS EROFS EROFS ')
})
