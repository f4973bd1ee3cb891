// The last step of the build: copies the static files of the page next to the compiled ones.
import { copyFileSync } from 'node:fs'

const built = new URL('../../../dist/web/viewer/', import.meta.url)
for (const name of ['index.html', 'style.css', 'icon.svg']) {
  copyFileSync(new URL(name, import.meta.url), new URL(name, built))
}
