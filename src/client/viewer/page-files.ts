import { readFile } from 'node:fs/promises'

/** Folder of the built page. */
const BUILT = new URL('../../web/viewer/', import.meta.url)

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const JS = 'text/javascript; charset=utf-8'
const SVG = 'image/svg+xml'

/** All files that can be requested, by name below the page's path. No name from a request becomes a file path. */
const FILES = [
  { name: '', file: 'index.html', type: HTML },
  { name: 'style.css', file: 'style.css', type: CSS },
  { name: 'icon.svg', file: 'icon.svg', type: SVG },
  { name: 'main.js', file: 'main.js', type: JS },
] as const

/** A file ready to be sent. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
}

/** Reads the files of the page by name; '' is the page itself. @throws Error if the page was not built */
export async function readPage(folder: URL = BUILT): Promise<ReadonlyMap<string, PageFile>> {
  const read = FILES.map(
    async ({ name, file, type }) => [name, { type, body: await readFile(new URL(file, folder)) }] as const,
  )
  return new Map(await Promise.all(read))
}
