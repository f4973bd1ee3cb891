import { afterAll, afterEach, beforeAll } from 'vitest'
import { WebPages } from './web-pages.ts'

/** A server with its page for the tests of this file. */
export function useWebPages(...serverArgs: string[]): WebPages {
  const pages = new WebPages(serverArgs)
  beforeAll(() => pages.start())
  afterAll(() => pages.stop())
  afterEach(() => pages.clear())
  return pages
}
