// The last step of the build: bundles the pages, and copies their static files next to the bundles.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import sharp from 'sharp'

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

/** Copies files of the page with the colours of its style sheet: the bars of the system around the page have the same. */
function fillIn(...names) {
  const styles = readFileSync(here('app/styles/base.css'), 'utf8')
  const colours = (name) => styles.match(new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`)).slice(1)
  const [back] = colours('back')
  const [surface, darkSurface] = colours('surface')
  for (const name of names) {
    const text = readFileSync(here(`app/${name}`), 'utf8')
    const filled = text.replace('DARK_SURFACE', darkSurface).replace('SURFACE', surface).replace('BACK', back)
    writeFileSync(`${built('app')}${name}`, filled)
  }
}

/** Draws the icon for systems that show no SVG. Those that cut it to a shape may take a fifth from each side. */
async function drawIcons() {
  const icon = readFileSync(here('app/icon.svg'), 'utf8')
  const maskable = icon
    .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"')
    .replace('width="32" height="32" rx="8"', 'x="-5" y="-5" width="42" height="42"')
  const draw = (svg, size, name) =>
    sharp(Buffer.from(svg), { density: 1200 })
      .resize(size)
      .png({ palette: true, effort: 10 })
      .toFile(`${built('app')}${name}`)
  await draw(icon, 192, 'icon-192.png')
  await draw(icon, 512, 'icon-512.png')
  await draw(maskable, 512, 'icon-maskable.png')
}

copy('app', 'icon.svg', 'icons.svg')
fillIn('index.html', 'manifest.webmanifest')
await drawIcons()
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
