import { readFile } from 'node:fs/promises'

/** Where the build puts the page. */
const BUILT = new URL('../../web/viewer/', import.meta.url)

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const JS = 'text/javascript; charset=utf-8'
const SVG = 'image/svg+xml'

const SCRIPTS = [
  'share-bar',
  'page-connection',
  'page-keys',
  'main',
  'share-selection',
  'picture-stage',
  'page-view',
]

/** All that is ever sent, by its name below the door's path; no name of a request becomes a path. */
const FILES = [
  { name: '', file: 'index.html', type: HTML },
  { name: 'style.css', file: 'style.css', type: CSS },
  { name: 'icon.svg', file: 'icon.svg', type: SVG },
  ...SCRIPTS.map((name) => ({
    name: `${name}.js`,
    file: `${name}.js`,
    type: JS,
  })),
] as const

/** A file as it is sent. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
}

/** Reads the page: its files by name, the page itself by ''. @throws Error where it was not built. */
export async function readPage(folder: URL = BUILT): Promise<ReadonlyMap<string, PageFile>> {
  const read = FILES.map(
    async ({ name, file, type }) => [name, { type, body: await readFile(new URL(file, folder)) }] as const,
  )
  return new Map(await Promise.all(read))
}
