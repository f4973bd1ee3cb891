/** The package's folder: this file is below its src/, or compiled, alone or in a common file, below its dist/. */
const ROOT = import.meta.url.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/')

/** A file of the package. @param path from the package's folder, such as `package.json` */
export function packageFile(path: string): URL {
  return new URL(path, ROOT)
}
