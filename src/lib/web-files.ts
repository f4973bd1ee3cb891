import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { packageFile } from './process/package-file.ts'

/** Folder of the built page. */
const BUILT = packageFile('dist/web/app/')

const types = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  manifest: 'application/manifest+json',
} as const

/** All files of the page, by the path of their URL. No name from a request becomes a file path. */
const FILES = {
  '/': { file: 'index.html', type: types.html },
  '/app.js': { file: 'app.js', type: types.js },
  '/capture.js': { file: 'capture.js', type: types.js },
  '/playout.js': { file: 'playout.js', type: types.js },
  '/app.css': { file: 'app.css', type: types.css },
  '/icon.svg': { file: 'icon.svg', type: types.svg },
  '/icon-192.png': { file: 'icon-192.png', type: types.png },
  '/icon-512.png': { file: 'icon-512.png', type: types.png },
  '/icon-maskable.png': { file: 'icon-maskable.png', type: types.png },
  '/icons.svg': { file: 'icons.svg', type: types.svg },
  '/manifest.webmanifest': { file: 'manifest.webmanifest', type: types.manifest },
} as const

/** Names of the files, which exist compressed as well. */
export const webFileNames = Object.values(FILES).map(({ file }) => file)

/** A file ready to be sent, in each encoding that browsers accept. */
export interface WebFile {
  readonly type: string
  /** Changes with the content (RFC 9110, section 8.8.3). */
  readonly etag: string
  readonly body: Buffer
  /** null where it is sent as it is. */
  readonly gzip: Buffer | null
  readonly br: Buffer | null
}

export type WebFiles = ReadonlyMap<string, WebFile>

/** Reads the files of the page, by the path of their URL. @throws Error if the page was not built */
export async function readWebFiles(folder: URL = BUILT): Promise<WebFiles> {
  const read = Object.entries(FILES).map(async ([path, { file, type }]) => {
    const [body, gzip, br] = await Promise.all(
      [file, `${file}.gz`, `${file}.br`].map((name) => readFile(new URL(name, folder))),
    )
    const hash = createHash('sha256').update(body!).digest('base64url').slice(0, 22)
    return [path, { type, etag: `"${hash}"`, body: body!, gzip: gzip!, br: br! }] as const
  })
  return new Map(await Promise.all(read))
}
