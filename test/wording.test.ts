import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Turns of phrase that a reader has to translate first. */
const BANNED: readonly RegExp[] = [
  /\b(tell|tells|told|telling) of\b/i,
  /\banew\b/i,
  /\bwhoever\b/i,
  /\bone's\b/i,
  /\bmend(s|ed|ing)?\b/i,
  /\b(came|comes|come) to (nothing|little|the same)\b/i,
  /\bwhat (came|comes|has come) of\b/i,
  /\bin good order\b/i,
  /\bnobody's\b/i,
  /\bha(s|ve) no such\b/i,
  /\b(a|an|one|each|every|what) happening\b/i,
  /\bgoing on\.$/i,
  /\b(to|for|from|by|of|with) whom\b/i,
  /^\s*(\/?\*+|\/\/) whom\b/i,
  /\bhither\b/i,
  /\b(gives|given|belongs?|told|goes|said) (it )?to who\b/i,
  /\bof the room's own\b/i,
  /\bhas not any\b/i,
]

/** Banned in what a program says, but not in comments. */
const BANNED_IN_TEXTS: readonly RegExp[] = [/\bmeanwhile\b/i]

const TEXT_ENDINGS = ['.ts', '.md', '.html', '.css', '.sh', '.service', '.yaml', '.1', '.5']
const FOLDERS = ['src', 'test', 'bench', 'fuzz', 'soak', 'tools', 'docs', 'packaging']
const FILES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', '.ci/run']

function textFiles(): string[] {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      [folder, ...path.split(sep)].join('/'),
    ),
  ).filter((path) => TEXT_ENDINGS.some((ending) => path.endsWith(ending)))
  return [...found, ...FILES].filter((path) => path !== 'test/wording.test.ts')
}

/** The lines of a file in which one of the phrases stands, as `path:line: text`. */
function linesWith(phrases: readonly RegExp[], path: string, readable: (line: string) => string): string[] {
  return readFileSync(join(ROOT, path), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      phrases.some((phrase) => phrase.test(readable(line))) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    )
}

/** The string literals of a line of code. */
function stringsOf(line: string): string {
  return [...line.matchAll(/'(?:[^'\\]|\\.)*'|`[^`]*`|"[^"]*"/g)].map(([text]) => text).join(' ')
}

it('avoids the banned phrases in docs, help, messages, comments and test titles', () => {
  expect(textFiles().flatMap((path) => linesWith(BANNED, path, (line) => line))).toEqual([])
})

it('avoids in messages what only comments may say', () => {
  const code = textFiles().filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
  expect(code.flatMap((path) => linesWith(BANNED_IN_TEXTS, path, stringsOf))).toEqual([])
})

it('finds a banned phrase in a line of text', () => {
  expect(BANNED.some((phrase) => phrase.test('draw the screen anew'))).toBe(true)
  expect(BANNED.some((phrase) => phrase.test('Redraw'))).toBe(false)
})
