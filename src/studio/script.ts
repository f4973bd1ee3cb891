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
  /** File with a list of operations, in the format of `edits.json`. */
  readonly script: string
  /** A sound file, or the folder of a recording. */
  readonly input: string
  /** The WAV file to write. */
  readonly output: string
  /** Whether an existing `output` may be replaced. */
  readonly force: boolean
}

/**
 * Applies the operations of a script to a recording and writes the mix. The recording itself is not modified.
 *
 * @param show called with the fraction done, 0 to 1
 * @returns a confirmation for the user
 * @throws Error with a message for the user; no partial output is left
 */
export async function runScript(
  { script, input, output, force }: ScriptCall,
  show: (share: number) => void,
): Promise<string> {
  if (!/\.wav$/i.test(output)) throw new Error(`${output} must end in .wav. For other formats use chat-client export.`)
  const edits = parseEdits(await readText(script), script)
  const project = await openProject(input)
  try {
    await checkOutput(output, force, project)
    const timeline = await edited(project, edits, script)
    await writeMix(output, timeline, project.sources, { replace: force, onProgress: show })
    const seconds = timelineLength(timeline) / timeline.rate
    const done = `${edits.done} ${edits.done === 1 ? 'operation' : 'operations'}`
    return [`Wrote ${output}: ${done}, ${seconds.toFixed(1)} s.`, ...project.notes].join(' ')
  } finally {
    await project.close()
  }
}

async function edited({ original, sources }: Project, { operations, done }: Edits, script: string): Promise<Timeline> {
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

/** @throws Error when the output exists and may not be replaced, or is one of the recorded files */
async function checkOutput(output: string, force: boolean, { sources }: Project): Promise<void> {
  const existing = await stat(output).catch(() => null)
  if (!existing) return
  if (!existing.isFile()) throw new Error(`${output} is not a regular file. Choose another name.`)
  for (const { path } of sources.values()) {
    const { dev, ino } = await stat(path)
    if (dev === existing.dev && ino === existing.ino) {
      throw new Error(`${output} is the recording itself, which is never modified. Choose another name.`)
    }
  }
  if (!force) throw new Error(`${output} already exists. Choose another name, or replace it with --force.`)
}
