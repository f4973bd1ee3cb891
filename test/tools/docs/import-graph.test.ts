import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PICTURED } from '../../../tools/docs/generate.ts'
import { folderEdges, importGraph, importsIn, MOST_NODES } from '../../../tools/docs/import-graph.ts'
import { freshFolder } from '../../helpers/folder.ts'

const ROOT = new URL('../../../', import.meta.url)

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = freshFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

describe('import graph', () => {
  it('finds static, type, side-effect, re-export and dynamic imports, and skips packages', () => {
    const text = [
      "import { a } from '../x/a.ts'",
      "import type { B } from './b.ts'",
      "import './c.ts'",
      "export { d } from '../../d.ts'",
      "const e = await import('./e/e.ts')",
      "import { f } from 'node:fs'",
      'import {\n  g,\n  h,\n} from "not quoted as here"',
      "import {\n  i,\n  j,\n} from './i.ts'",
    ].join('\n')
    expect(importsIn(text, 'one/two.ts')).toEqual([
      'x/a.ts',
      'one/b.ts',
      'one/c.ts',
      '../d.ts',
      'one/e/e.ts',
      'one/i.ts',
    ])
  })

  it('counts imports between folders, groups root files, and drops imports within a folder or out of the whole', () => {
    const imports = new Map([
      ['main.ts', ['net/listener.ts', 'net/tls.ts', 'options.ts', '../lib/clock.ts']],
      ['net/listener.ts', ['net/tls.ts', 'context.ts']],
    ])
    expect(folderEdges(imports)).toEqual([
      { from: '(root)', to: 'net', count: 2 },
      { from: 'net', to: '(root)', count: 1 },
    ])
  })

  it('draws a node for a folder that imports nothing', () => {
    const folder = folderWith({ 'a/a.ts': "import '../b/b.ts'\n", 'b/b.ts': '', 'c-d/c.ts': '' })
    expect(importGraph(folder)).toBe(
      ['```mermaid', 'flowchart LR', '  n_a["a"]', '  n_b["b"]', '  n_c_d["c-d"]', '  n_a --> n_b', '```'].join('\n'),
    )
  })

  it('throws when there are more folders than can be read in one graph', () => {
    const files = Array.from({ length: MOST_NODES + 1 }, (_, i) => [`f${i}/a.ts`, ''] as const)
    expect(() => importGraph(folderWith(Object.fromEntries(files)))).toThrow(`at most ${MOST_NODES}`)
  })

  it.each(PICTURED)('draws %s as it is, with every arrow between two of its nodes', (folder) => {
    const graph = importGraph(fileURLToPath(new URL(folder, ROOT)))
    const nodes = new Set([...graph.matchAll(/^ {2}(n_\w+)\[/gm)].map(([, node]) => node))
    const arrows = [...graph.matchAll(/^ {2}(n_\w+) --> (n_\w+)$/gm)]
    expect(nodes.size).toBeLessThanOrEqual(MOST_NODES)
    expect(arrows.length).toBeGreaterThan(nodes.size)
    for (const [, from, to] of arrows) expect([nodes.has(from), nodes.has(to)]).toEqual([true, true])
  })
})
