// The last step of the build: bundles the page, and copies its static files next to the bundles.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import sharp from 'sharp'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const built = here('../../dist/web/app/')

const common = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
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
    writeFileSync(`${built}${name}`, filled)
  }
}

/** Draws the icon for systems that show no SVG. Those that cut it to a shape may take a fifth from each side. */
async function drawIcons() {
  const icon = readFileSync(here('app/icon.svg'), 'utf8')
  const maskable = icon
    .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"')
    .replace('width="32" height="32" rx="8"', 'x="-5" y="-5" width="42" height="42"')
  const draw = (svg, size, name) =>
    sharp(Buffer.from(svg), { density: 1200 }).resize(size).png({ palette: true, effort: 10 }).toFile(`${built}${name}`)
  await draw(icon, 192, 'icon-192.png')
  await draw(icon, 512, 'icon-512.png')
  await draw(maskable, 512, 'icon-maskable.png')
}

mkdirSync(built, { recursive: true })
for (const name of ['icon.svg', 'icons.svg']) copyFileSync(here(`app/${name}`), `${built}${name}`)
fillIn('index.html', 'manifest.webmanifest')
await drawIcons()
await build({
  ...common,
  entryPoints: {
    app: here('app/main.tsx'),
    capture: here('sound/worklet/capture.ts'),
    playout: here('sound/worklet/playout.ts'),
  },
  outdir: built,
  jsx: 'automatic',
  jsxImportSource: 'preact',
})
await build({ ...common, entryPoints: [here('app/app.css')], outdir: built })

// Compressed here and not by each start of a server.
for (const name of readdirSync(built)) {
  if (/\.(gz|br)$/.test(name)) continue
  const body = readFileSync(`${built}${name}`)
  writeFileSync(`${built}${name}.gz`, gzipSync(body, { level: 9 }))
  writeFileSync(`${built}${name}.br`, brotliCompressSync(body))
}
