// The last step of the build: bundles the pages, and copies their static files next to the bundles.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const built = (page) => here(`../../dist/web/${page}/`)

const common = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
}

function copy(page, ...names) {
  mkdirSync(built(page), { recursive: true })
  for (const name of names) copyFileSync(here(`${page}/${name}`), `${built(page)}${name}`)
}

copy('app', 'index.html', 'icon.svg', 'icons.svg', 'manifest.webmanifest')
copy('viewer', 'index.html', 'icon.svg', 'style.css')
await build({
  ...common,
  entryPoints: {
    app: here('app/main.tsx'),
    capture: here('sound/worklet/capture.ts'),
    playout: here('sound/worklet/playout.ts'),
  },
  outdir: built('app'),
  jsx: 'automatic',
  jsxImportSource: 'preact',
})
await build({ ...common, entryPoints: [here('app/app.css')], outdir: built('app') })
await build({ ...common, entryPoints: [here('viewer/main.ts')], outdir: built('viewer') })

// Compressed here and not by each start of a server.
for (const name of readdirSync(built('app'))) {
  if (/\.(gz|br)$/.test(name)) continue
  const body = readFileSync(`${built('app')}${name}`)
  writeFileSync(`${built('app')}${name}.gz`, gzipSync(body, { level: 9 }))
  writeFileSync(`${built('app')}${name}.br`, brotliCompressSync(body))
}
