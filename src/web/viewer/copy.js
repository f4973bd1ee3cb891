// The last step of the build: the files of the page that no compiler makes go beside those that it does.
import { copyFileSync } from 'node:fs'

const built = new URL('../../../dist/web/viewer/', import.meta.url)
for (const name of ['index.html', 'style.css', 'icon.svg']) {
  copyFileSync(new URL(name, import.meta.url), new URL(name, built))
}
