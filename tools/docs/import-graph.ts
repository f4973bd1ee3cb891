import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** The most nodes that a graph may have and still be read. */
export const MOST_NODES = 20

/** The node of the files that lie in the folder itself. */
export const ROOT_NODE = '(root)'

/** `import ... from '...'`, `export ... from '...'`, `import '...'` and `import('...')`. Type imports count. */
const IMPORT = /^(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\s*\(\s*'([^']+)'/gm

/** One arrow: a folder imports another, with how many import statements. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly count: number
}

/**
 * The relative imports of every `.ts` file below a folder, by the importing file. Paths are relative to the folder, with
 * slashes; a target outside of it begins with `..`.
 * @param folder absolute path
 */
export function importsBelow(folder: string): Map<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort()
  return new Map(files.map((path) => [slashed(path), importsIn(readFileSync(join(folder, path), 'utf8'), path)]))
}

/** The relative imports in the text of one file. @param path the file, relative to what the result is relative to */
export function importsIn(text: string, path: string): string[] {
  return [...text.matchAll(IMPORT)]
    .map(([, from, bare, late]) => (from ?? bare ?? late)!)
    .filter((target) => target.startsWith('.'))
    .map((target) => slashed(join(dirname(path), target)))
}

/** The arrows between the direct subfolders, without those from a folder to itself or out of the whole. */
export function folderEdges(imports: ReadonlyMap<string, readonly string[]>): Edge[] {
  const counts = new Map<string, number>()
  for (const [path, targets] of imports) {
    for (const target of targets) {
      const [from, to] = [nodeOf(path), nodeOf(target)]
      if (from === to || target.startsWith('..')) continue
      const key = `${from} ${to}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return [...counts]
    .map(([key, count]) => {
      const [from = '', to = ''] = key.split(' ')
      return { from, to, count }
    })
    .sort((a, b) => order(a.from, b.from) || order(a.to, b.to))
}

/**
 * A Mermaid flowchart of the folders right below `folder` and the imports between them. Files that lie in `folder`
 * itself are one node, `ROOT_NODE`.
 * @throws Error if there are more than MOST_NODES nodes
 */
export function importGraph(folder: string): string {
  const imports = importsBelow(folder)
  const nodes = [...new Set([...imports.keys()].map(nodeOf))].sort(order)
  if (nodes.length > MOST_NODES) {
    throw new Error(`${folder} has ${nodes.length} nodes; a graph takes at most ${MOST_NODES}. Group its folders.`)
  }
  return [
    '```mermaid',
    'flowchart LR',
    ...nodes.map((node) => `  ${idOf(node)}["${node}"]`),
    ...folderEdges(imports).map(({ from, to }) => `  ${idOf(from)} --> ${idOf(to)}`),
    '```',
  ].join('\n')
}

/** The direct subfolder that a path lies in. */
function nodeOf(path: string): string {
  const [first, ...rest] = path.split('/')
  return rest.length === 0 ? ROOT_NODE : first!
}

/** A Mermaid identifier: `end` and the like are reserved words, so all carry a prefix. */
function idOf(node: string): string {
  return node === ROOT_NODE ? 'n_root' : `n_${node.replaceAll('-', '_')}`
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
