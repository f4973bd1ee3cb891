import { stat } from 'node:fs/promises'
import { apply } from './edit/apply.ts'
import type { Edits } from './edit/edit-list.ts'
import { parseEdits } from './edit/edits-file.ts'
import { EditError } from './edit/operations.ts'
import { prepare } from './edit/prepare.ts'
import { openProject, type Project } from './edit/project.ts'
import { type Timeline, timelineLength } from './edit/timeline.ts'
import { writeMix } from './edit/write-mix.ts'
import { readText } from './recording/read-text.ts'

export interface ScriptCall {
  /** File with a list of operations, as `edits.json` of a project. */
  readonly script: string
  /** A WAV file, or the folder of a recording. */
  readonly input: string
  /** The WAV file that is made. */
  readonly output: string
  /** Whether `output` may be there already. */
  readonly force: boolean
}

/**
 * Does the operations of a script to a recording and writes what it sounds like then; what is recorded stays as it is.
 *
 * @param show told how far it is, 0 to 1
 * @returns what was done, in a sentence
 * @throws Error with a sentence for people; no output is left behind then
 */
export async function runScript(
  { script, input, output, force }: ScriptCall,
  show: (share: number) => void,
): Promise<string> {
  if (!/\.wav$/i.test(output))
    throw new Error(`${output} must end in .wav; chat-client export makes other files.`)
  const edits = parseEdits(await readText(script), script)
  const project = await openProject(input)
  try {
    await checkOutput(output, force, project)
    const timeline = await edited(project, edits, script)
    await writeMix(output, timeline, project.sources, { replace: force, onProgress: show })
    const seconds = timelineLength(timeline) / timeline.rate
    return `Wrote ${output}: ${edits.done} ${edits.done === 1 ? 'operation' : 'operations'}, ${seconds.toFixed(1)} s.`
  } finally {
    await project.close()
  }
}

async function edited(
  { original, sources }: Project,
  { operations, done }: Edits,
  script: string,
): Promise<Timeline> {
  let timeline = original
  for (const [i, operation] of operations.slice(0, done).entries()) {
    try {
      timeline = apply(timeline, await prepare(timeline, operation, sources))
    } catch (error) {
      if (!(error instanceof EditError)) throw error
      throw new Error(`${script}, operation ${i + 1} (${operation.name}): ${error.message}`, { cause: error })
    }
  }
  return timeline
}

/** @throws Error where the output is there and may not be replaced, or is one of the files that it is made of */
async function checkOutput(output: string, force: boolean, { sources }: Project): Promise<void> {
  const there = await stat(output).catch(() => null)
  if (!there) return
  if (!there.isFile()) throw new Error(`${output} is not a file; choose another name.`)
  for (const { path } of sources.values()) {
    const { dev, ino } = await stat(path)
    if (dev === there.dev && ino === there.ino) {
      throw new Error(`${output} is what was recorded, which stays as it is; choose another name.`)
    }
  }
  if (!force) throw new Error(`${output} is there already; choose another name, or replace it by --force.`)
}
