import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** What each folder may import, besides itself and what belongs to all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  protocol: [],
  audio: [],
  screen: [],
  shell: [],
  server: ['protocol', 'audio', 'shell'],
  client: ['protocol', 'audio', 'screen', 'shell'],
}

/** Files that all may import, and that import nothing of the project. */
const FOR_ALL = [
  'atomic-file.ts',
  'clock.ts',
  'folders.ts',
  'mdns-interfaces.ts',
  'version.ts',
  'whole-number.ts',
]

const LONGEST_FILE = 400

interface Source {
  /** Path below src, with slashes. */
  path: string
  text: string
  /** Files of the project that it imports, as paths below src. */
  imports: string[]
  /** The same without those of which only types are used, which are gone when the program runs. */
  runtimeImports: string[]
}

/** `import ... from '...'`, `export ... from '...'`, `import '...'` and `import('...')`. */
const IMPORT =
  /^(?:import|export)\b(?<what>[^'"`;]*?)\bfrom\s*'(?<from>[^']+)'|^import\s*'(?<bare>[^']+)'|\bimport\s*\(\s*'(?<late>[^']+)'/gm

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => readSource(path.split(sep).join('/')))

function readSource(path: string): Source {
  const text = readFileSync(join(SRC, path), 'utf8')
  const found = [...text.matchAll(IMPORT)]
    .map(({ groups }) => ({
      target: (groups!.from ?? groups!.bare ?? groups!.late)!,
      what: groups!.what ?? '',
    }))
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target, what }) => ({
      path: relative(SRC, join(SRC, dirname(path), target))
        .split(sep)
        .join('/'),
      typesOnly: /^\s*type\b/.test(what),
    }))
  return {
    path,
    text,
    imports: found.map((one) => one.path),
    runtimeImports: found.filter((one) => !one.typesOnly).map((one) => one.path),
  }
}

/** The folder of a file right below src, or the file itself where it lies there. */
function houseOf(path: string): string {
  return path.split('/')[0]!
}

/** A way from a file back to itself through imports, or null. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): string[] | null => {
    const seenAt = way.indexOf(path)
    if (seenAt >= 0) return [...way.slice(seenAt), path]
    if (done.has(path)) return null
    for (const next of imports.get(path) ?? []) {
      const cycle = visit(next, [...way, path])
      if (cycle) return cycle
    }
    done.add(path)
    return null
  }
  for (const path of imports.keys()) {
    const cycle = visit(path, [])
    if (cycle) return cycle
  }
  return null
}

describe('the reading of imports', () => {
  it('finds every kind, and knows which are gone at run time', () => {
    const session = sources.find(({ path }) => path === 'server/session.ts')!
    expect(session.imports).toEqual(
      expect.arrayContaining(['protocol/actions.ts', 'server/house.ts', 'server/room.ts']),
    )
    expect(session.runtimeImports).toContain('server/handlers/table.ts')
    expect(session.runtimeImports).not.toContain('server/room.ts')
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b'])
  })
})

describe('every file of src', () => {
  it('imports only what its place in the house allows', () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const house = houseOf(path)
      const allowed = FOR_ALL.includes(path) ? [] : [house, ...FOR_ALL, ...(MAY_IMPORT[house] ?? [])]
      return imports
        .filter((target) => !allowed.includes(houseOf(target)))
        .map((target) => `${path} imports ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('imports files that are there', () => {
    const there = new Set(sources.map(({ path }) => path))
    expect(sources.flatMap(({ imports }) => imports).filter((target) => !there.has(target))).toEqual([])
  })

  it('lies in a folder that the design knows', () => {
    const known = [...Object.keys(MAY_IMPORT), ...FOR_ALL]
    expect(sources.map(({ path }) => path).filter((path) => !known.includes(houseOf(path)))).toEqual([])
  })

  it('of server and protocol knows no time and no timer but those of its clock, which no jump of the date moves', () => {
    const other =
      /\bDate\.now\b|new Date\(\)|\bperformance\.now\b|(?<!\.)\bset(?:Timeout|Interval)\(|process\.hrtime/
    const held = sources.filter(({ path }) => ['server', 'protocol'].includes(houseOf(path)))
    expect(held.filter(({ text }) => other.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('has a kebab-case name', () => {
    const kebab = /^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/
    expect(sources.map(({ path }) => path).filter((path) => !kebab.test(path))).toEqual([])
  })

  it(`has ${LONGEST_FILE} lines at most`, () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > LONGEST_FILE)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('holds something of its own and is no barrel', () => {
    const barrels = sources.filter(({ text }) => {
      const code = text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '')
      const own = code.replace(/^(import|export)\b[^'"]*?\bfrom\s*'[^']+';?$/gm, '')
      return own.trim() === '' || /^export\s*\*/m.test(code)
    })
    expect(barrels.map(({ path }) => path)).toEqual([])
  })

  it('is reached by imports in no circle', () => {
    expect(findCycle(new Map(sources.map((one) => [one.path, one.runtimeImports])))).toBeNull()
  })
})
