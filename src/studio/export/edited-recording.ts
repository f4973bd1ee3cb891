import { EditList } from '../edit/edit-list.ts'
import { readEdits } from '../edit/edits-file.ts'
import { Moments } from '../edit/moments.ts'
import { EditError } from '../edit/operations.ts'
import { openProject, type Project } from '../edit/project.ts'
import type { Timeline } from '../edit/timeline.ts'
import { type About, readAbout } from '../recording/about.ts'

/** A recording with its edits applied, and its metadata. */
export interface EditedRecording {
  readonly project: Project
  readonly about: About
  readonly timeline: Timeline
  readonly moments: Moments
}

/**
 * Opens a recording with its stored edits, calls `work` and closes it.
 * @param asRecorded ignores the edits
 * @throws Error with a message for the user
 */
export async function withEdited<Result>(
  path: string,
  asRecorded: boolean,
  work: (edited: EditedRecording) => Promise<Result>,
): Promise<Result> {
  const project = await openProject(path)
  try {
    const about = await readAbout(path, project.sources)
    const timeline = asRecorded ? project.original : editedTimeline(project)
    return await work({ project, about, timeline, moments: new Moments(timeline) })
  } finally {
    await project.close()
  }
}

function editedTimeline({ original, editsPath }: Project): Timeline {
  try {
    return new EditList(original, readEdits(editsPath)).timeline
  } catch (error) {
    if (!(error instanceof EditError)) throw error
    throw new Error(`${editsPath} does not match this recording: ${error.message}`, { cause: error })
  }
}
