import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGES = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** The text without code, in which brackets are no links and `#` no headings. */
function proseOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, (code) => (/[[\]()]/.test(code) ? '' : code))
}

/** The anchors of a page as GitHub makes them: of its headings and of `<a id>`. */
function anchorsOf(path: string): Set<string> {
  const prose = proseOf(path)
  const headings = [...prose.matchAll(/^#+ +(.+)$/gm)].map(([, title]) => slugOf(title!))
  const ids = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)
  return new Set([...headings, ...ids])
}

function slugOf(title: string): string {
  return title
    .replace(/<[^>]*>/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

/** Links to a place of the project that does not exist, as `target: what is missing`. */
function brokenLinks(page: string): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .flatMap((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(ROOT, file))) return [`${target}: no such file`]
      if (anchor === undefined || !file.endsWith('.md')) return []
      return anchorsOf(file).has(anchor) ? [] : [`${target}: no such heading`]
    })
}

describe('docs', () => {
  it.each(PAGES)('link only to files and headings that exist, in %s', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it('list every page of docs/ in the contents of the README', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const contents = readme.slice(readme.indexOf('## Documentation'))
    for (const page of PAGES.filter((path) => path.startsWith('docs/'))) {
      expect(contents).toContain(`](${page})`)
    }
  })

  it.each(PAGES)('name only source files that exist, in %s', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const names = [...text.matchAll(/`((?:src|test|tools|bench|fuzz|soak|packaging)\/[\w./-]*)`/g)]
    expect(names.map(([, name]) => name!).filter((name) => !existsSync(join(ROOT, name)))).toEqual([])
  })

  it('have anchors derived as GitHub does', () => {
    expect(slugOf('What is new? `npm run docs`, and more')).toBe('what-is-new-npm-run-docs-and-more')
  })
})
