import { afterAll, afterEach, beforeAll } from 'vitest'
import { WebPages } from './web-pages.ts'

/** A server with its page for the tests of this file. */
export function useWebPages(...serverArgs: string[]): WebPages {
  const pages = new WebPages(serverArgs)
  beforeAll(() => pages.start())
  afterAll(() => pages.stop())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await pages.shown())
    await pages.clear()
  })
  return pages
}
