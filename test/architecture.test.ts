import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folderEdges, importsBelow, importsIn, ROOT_NODE } from '../tools/docs/import-graph.ts'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** What each part of src/ may import besides itself. */
const PARTS: Record<string, readonly string[]> = {
  lib: [],
  protocol: ['lib'],
  audio: ['lib'],
  screen: ['lib'],
  tui: ['lib'],
  studio: ['lib', 'audio', 'tui'],
  server: ['lib', 'protocol', 'audio'],
  client: ['lib', 'protocol', 'audio', 'screen', 'tui', 'studio'],
  web: ['lib', 'protocol', 'audio', 'screen'],
}

/** Files that run as a program or a thread of their own: nothing imports them. So does a view (`.tsx`), which is shown in one place. */
const ENTRIES = ['main.ts', 'main.tsx', 'capture.ts', 'playout.ts']

/** Files below 60 lines that one neighbour alone imports, each with the reason why it stays apart. */
const SMALL_WITH_A_REASON: Record<string, string> = {
  'audio/processing/speech-detector.ts': 'the only user of its library',
  'client/connection/reconnection.ts': 'attempts and pauses, tested by themselves',
  'client/meeting/meeting-pictures.ts': 'Meeting has 290 lines without it',
  'client/meeting/meeting-self.ts': 'Meeting has 360 lines without it',
  'client/settings/recording-rows.ts': 'a part of the table of settings',
  'client/connection/refusal-in-the-clear.ts': 'the only contact in the clear with a server known to be encrypted',
  'client/tui/present/prompts.ts':
    'what asks the user for something, as the other parts of the screen have files of their own',
  'client/tui/present/start-view.ts': 'a screen of its own',
  'screen/capture/ffmpeg-input.ts': 'what differs by system, tested by itself',
  'server/lifecycle/crash-handlers.ts': 'keeps main a list of steps',
  'server/lifecycle/signals.ts': 'keeps main a list of steps',
  'server/limits/read-throttle.ts': 'a limit of its own; ClientChannel has 200 lines without it',
  'server/net/allowed-hosts.ts': 'a check of its own, for whatever speaks HTTP',
  'server/net/first-bytes.ts': 'tested by itself; the fuzzer calls it',
  'server/net/http-refusal.ts': 'the place of the web client',
  'server/rooms/muted-people.ts': 'Room has 230 lines without it',
  'server/rooms/speaking.ts': 'Room has 230 lines without it',
  'server/voice/real-time-pacer.ts': 'RoomMixer has 240 lines without it',
  'lib/web-files.ts': 'the table of the files of the page',
  'studio/commands/playback-commands.ts': 'a part of the table of commands',
  'studio/peaks/overview.ts': 'how the whole recording fits a row; Peaks is about any part',
  'studio/present/ruler.ts': 'one band of the picture, as the others have files of their own',
  'studio/model/work.ts': 'Studio has 270 lines without it',
  'studio/transcribe/utterances.ts': 'pure, and transcribe has 240 lines without it',
  'web/app/page-moderation.ts': 'Page has 300 lines without it',
  'web/app/page-recording.ts': 'Page has 300 lines without it',
  'web/sound/browser-microphones.ts': 'what needs a browser of the microphone',
  'web/state/person-mark.ts': 'pure, tested by itself',
  'web/sound/worklet/pull-burst.ts': 'pure, tested by itself',
  'web/sound/worklet/rate-converter.ts': 'pure, tested by itself',
  'web/text/languages.ts': 'the table of languages',
  'web/wire/contract-message.ts': 'the framing, tested by itself',
}

const MAX_LINES = 400
const SMALL_LINES = 60
const MAX_FILES_IN_FOLDER = 20

/** Basenames that several folders may have. */
const SHARED_BASENAMES = ['main.ts', 'table.ts', 'state.ts']

interface Source {
  /** Path below src, with slashes. */
  readonly path: string
  readonly text: string
  readonly lines: number
  /** Files of the project that it imports, types included, as paths below src. */
  readonly imports: readonly string[]
  /** Those of them that it imports more than types from. */
  readonly values: readonly string[]
}

/** Programs that a file starts beside itself. */
const STARTED = /\bcompiledProgram\('(?<program>[^']+)'/g

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => readSource(path.split(sep).join('/')))

function readSource(path: string): Source {
  const text = readFileSync(join(SRC, path), 'utf8')
  return {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    imports: [...new Set(importsIn(text, path))],
    values: importsIn(text.replace(/^import type\b[^;'"]*?\bfrom\s*'[^']+'/gm, ''), path),
  }
}

/** The folder right below src. */
function partOf(path: string): string {
  return path.split('/')[0]!
}

/** A way from a node back to itself, or null. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const visit = (node: string, way: readonly string[]): string[] | null => {
    const seenAt = way.indexOf(node)
    if (seenAt >= 0) return [...way.slice(seenAt), node]
    if (done.has(node)) return null
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...way, node])
      if (cycle) return cycle
    }
    done.add(node)
    return null
  }
  for (const node of graph.keys()) {
    const cycle = visit(node, [])
    if (cycle) return cycle
  }
  return null
}

/** Whether the table of limits itself is imported, and not only its type. */
function importsLimits(text: string): boolean {
  const names = /^import (?!type\b)\{([^}]*)\} from '[^']*protocol\/limits\.ts'/m.exec(text)?.[1] ?? ''
  return names.split(',').some((name) => name.trim() === 'limits')
}

/** How many files import each file, or start it as a program. */
function importerCounts(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { imports } of sources) for (const target of imports) counts.set(target, (counts.get(target) ?? 0) + 1)
  return counts
}

/** Files that another file starts in a process or thread of its own. */
function startedPrograms(): ReadonlySet<string> {
  return new Set(
    sources.flatMap(({ text }) => [...text.matchAll(STARTED)].map(({ groups }) => `${groups!.program}.ts`)),
  )
}

function isEntry(path: string): boolean {
  return path.endsWith('.tsx') || ENTRIES.includes(basename(path)) || startedPrograms().has(path)
}

/** The folders of a part as a graph of imports. Its root is left out, because it may import all of them. */
function folderGraph(part: string): Map<string, string[]> {
  const graph = new Map<string, string[]>()
  for (const { from, to } of folderEdges(importsBelow(join(SRC, part)))) {
    if (from !== ROOT_NODE && to !== ROOT_NODE) graph.set(from, [...(graph.get(from) ?? []), to])
  }
  return graph
}

describe('the reader of imports', () => {
  it('finds imports of values, of types and late ones', () => {
    const client = sources.find(({ path }) => path === 'client/run-client.ts')!
    expect(client.imports).toEqual(
      expect.arrayContaining(['client/cli/client-options.ts', 'lib/text.ts', 'client/cli/join-screen.ts']),
    )
  })

  it('finds a cycle, and says so where there is none', () => {
    const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges))
    expect(findCycle(graph({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual(['b', 'c', 'b'])
    expect(findCycle(graph({ a: ['b', 'c'], b: ['c'], c: [] }))).toBeNull()
  })
})

describe('imports', () => {
  it('stay within what the part of src may import', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((target) => partOf(target) !== partOf(path) && !PARTS[partOf(path)]?.includes(partOf(target)))
        .map((target) => `${path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('name files that exist', () => {
    const there = new Set(sources.map(({ path }) => path))
    expect(sources.flatMap(({ imports }) => imports).filter((target) => !there.has(target))).toEqual([])
  })

  it('form no cycle between files, type imports included', () => {
    expect(findCycle(new Map(sources.map((one) => [one.path, one.imports])))).toBeNull()
  })

  it.each(Object.keys(PARTS))('form no cycle between the folders of %s', (part) => {
    expect(findCycle(folderGraph(part))).toBeNull()
  })

  it('of the limits as values happen in protocol and in the composition roots alone', () => {
    const roots = [
      'server/serve.ts',
      'server/chat-server.ts',
      'server/server-options.ts',
      'server/limits/limit-table.ts',
      'server/limits/limit-values.ts',
      'client/run-client.ts',
      'client/cli/web-command.ts',
      'client/settings/join-rows.ts',
      'client/connection/server-link.ts',
      'web/app/main.tsx',
    ]
    const wrong = sources.filter(
      ({ path, text }) => partOf(path) !== 'protocol' && !roots.includes(path) && importsLimits(text),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('every file of src', () => {
  it('lies in a part that the design knows', () => {
    expect(sources.map(({ path }) => path).filter((path) => !(partOf(path) in PARTS))).toEqual([])
  })

  it('has a kebab-case name', () => {
    const kebab = /^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/
    expect(sources.map(({ path }) => path).filter((path) => !kebab.test(path))).toEqual([])
  })

  it('has a basename of its own', () => {
    const seen = new Map<string, string>()
    const twice = sources.flatMap(({ path }) => {
      const name = basename(path)
      if (SHARED_BASENAMES.includes(name)) return []
      const other = seen.get(name)
      seen.set(name, path)
      return other ? [`${other} and ${path}`] : []
    })
    expect(twice).toEqual([])
  })

  it(`has at most ${MAX_LINES} lines`, () => {
    expect(sources.filter(({ lines }) => lines > MAX_LINES).map(({ path }) => path)).toEqual([])
  })

  it(`has ${SMALL_LINES} lines, two importers, or a reason to be small`, () => {
    const counts = importerCounts()
    const fragments = sources.filter(
      ({ path, lines }) =>
        lines < SMALL_LINES &&
        (counts.get(path) ?? 0) < 2 &&
        !isEntry(path) &&
        basename(path) !== 'table.ts' &&
        !(path in SMALL_WITH_A_REASON),
    )
    expect(fragments.map(({ path, lines }) => `${path} (${lines} lines)`)).toEqual([])
  })

  it('that is listed as small is there, and is small', () => {
    const small = new Set(sources.filter(({ lines }) => lines < SMALL_LINES).map(({ path }) => path))
    expect(Object.keys(SMALL_WITH_A_REASON).filter((path) => !small.has(path))).toEqual([])
  })

  it(`lies in a folder of at most ${MAX_FILES_IN_FOLDER} files`, () => {
    const counts = new Map<string, number>()
    for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
    const full = [...counts].filter(([, count]) => count > MAX_FILES_IN_FOLDER)
    expect(full.map(([folder, count]) => `${folder}: ${count}`)).toEqual([])
  })

  it('holds something of its own and is no barrel', () => {
    const barrels = sources.filter(({ text }) => {
      const code = text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '')
      const own = code.replace(/^(import|export)\b[^'"]*?\bfrom\s*'[^']+';?$/gm, '')
      return own.trim() === '' || /^export\s*\*/m.test(code)
    })
    expect(barrels.map(({ path }) => path)).toEqual([])
  })

  it('of server and protocol reads time and sets timers through its clock alone', () => {
    const other = /\bDate\.now\b|new Date\(\)|\bperformance\.now\b|(?<!\.)\bset(?:Timeout|Interval)\(|process\.hrtime/
    const held = sources.filter(({ path }) => ['server', 'protocol'].includes(partOf(path)))
    expect(held.filter(({ text }) => other.test(text)).map(({ path }) => path)).toEqual([])
  })
})

/** Files that may create files and folders by Node's own functions; all others do so by these, private to the user. */
const MAY_CREATE_FILES = [
  'lib/atomic-file.ts',
  'lib/private-files.ts',
  // A copy of a public file in a private folder of the system's.
  'tui/terminal/blessed.ts',
]

describe('what is kept of a meeting', () => {
  it('is created by the helpers for private files alone', () => {
    const creates =
      /\b(?:mkdir|writeFile|appendFile|copyFile|cp|createWriteStream)(?:Sync)?\b(?=[^;]*?\} from 'node:fs)|\bopen(?:Sync)?\([^\n]*'(?:[wa]|r\+)/
    const wrong = sources.filter(({ path, text }) => !MAY_CREATE_FILES.includes(path) && creates.test(text))
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('web', () => {
  it('imports nothing of Node, nor anything that does', () => {
    const byPath = new Map(sources.map((source) => [source.path, source]))
    const reached = new Set<string>()
    const reach = (path: string) => {
      if (reached.has(path)) return
      reached.add(path)
      for (const target of byPath.get(path)?.values ?? []) reach(target)
    }
    for (const { path } of sources) if (partOf(path) === 'web') reach(path)
    const wrong = [...reached].filter((path) => /from 'node:/.test(byPath.get(path)?.text ?? ''))
    expect(reached.size).toBeGreaterThan(40)
    expect(wrong).toEqual([])
  })
})

describe('the settings of the tests', () => {
  it('try no test a second time', () => {
    const tests = readdirSync(join(SRC, '../test'), { recursive: true, encoding: 'utf8' })
    const files = ['vitest.config.ts', ...tests.filter((name) => name.endsWith('.ts')).map((name) => `test/${name}`)]
    const retried = files.filter((name) => /\bretry: ?[\w({]/.test(readFileSync(join(SRC, '..', name), 'utf8')))
    expect(retried).toEqual([])
  })
})
