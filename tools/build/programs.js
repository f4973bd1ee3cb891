// Builds dist/: each program is one entry, and what several of them share is in common chunks. Packages of plain
// JavaScript are bundled, because Node takes longer to find and read their hundreds of files than to run them.
// Arguments: further modules of src/ to be importable from dist/, for measurements.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Started by the user, and by these (`compiledProgram`). */
const programs = [
  'client/main',
  'client/demo/main',
  'server/main',
  'audio/devices/portaudio/naudiodon-host',
  'audio/processing/processing-host',
  'client/sharing/picture-host',
  'client/tui/pictures/sixel-worker',
  'server/accounts/sqlite-thread',
  'server/recording/hash-worker',
].map((name) => `${name}.ts`)

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: join(root, 'src'),
  entryPoints: [...programs, ...process.argv.slice(2)],
  outdir: '../dist',
  outbase: '.',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  sourcemap: 'linked',
  sourcesContent: false,
  // Names are shown in the reports of errors, and some are compared.
  keepNames: true,
  // Packages that are not ES modules load those of Node by it.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url)",
  },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
})

/** The licences of the bundled packages ask to be distributed with them. */
function writeLicences() {
  const folders = new Set()
  for (const input of Object.keys(metafile.inputs)) {
    const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input) ?? []
    if (folder !== undefined) folders.add(join(root, 'src', folder))
  }
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`
  })
  writeFileSync(join(root, 'dist/THIRD_PARTY_LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
}

writeLicences()
