import type { FileLock } from '../../lib/file-lock.ts'
import type { Result } from '../../lib/result.ts'
import { EditList, type Edits } from '../edit/edit-list.ts'
import { readEdits, writeEdits } from '../edit/edits-file.ts'
import { EditError, type Operation } from '../edit/operations.ts'
import { prepare } from '../edit/prepare.ts'
import type { Progress } from '../edit/progress.ts'
import { openProject, type Project } from '../edit/project.ts'
import { type Timeline, timelineLength } from '../edit/timeline.ts'
import { lockEdits } from './edit-lock.ts'

/** A recording that is open, with its edits. What is done to it is on the disk before it is seen. */
export class EditSession {
  readonly project: Project
  /** Why nothing can be edited, as a sentence; null where it can. */
  readonly readOnly: string | null
  readonly #edits: EditList
  readonly #lock: FileLock | null
  /** Why the last change could not be kept; null where it was. */
  #unsaved: string | null = null

  private constructor(project: Project, edits: EditList, lock: Result<FileLock>) {
    this.project = project
    this.#edits = edits
    this.readOnly = lock.ok ? null : lock.refusal
    this.#lock = lock.ok ? lock.value : null
  }

  /**
   * Opens a WAV file or the folder of a recording, with the edits that are kept beside it.
   * @throws Error with a sentence for people
   */
  static async open(path: string): Promise<EditSession> {
    const project = await openProject(path)
    const { editsPath, original } = project
    const lock = lockEdits(editsPath)
    try {
      return new EditSession(project, new EditList(original, readEdits(editsPath)), lock)
    } catch (error) {
      if (lock.ok) lock.value.release()
      await project.close()
      if (!(error instanceof EditError)) throw error
      throw new Error(`${editsPath} does not fit this recording: ${error.message}`, { cause: error })
    }
  }

  get timeline(): Timeline {
    return this.#edits.timeline
  }

  /** Samples of the timeline. */
  get length(): number {
    return timelineLength(this.timeline)
  }

  /** How many edits are in effect, and how many there are with those that were undone. */
  get count(): { readonly done: number; readonly all: number } {
    const { done, operations } = this.#edits.edits
    return { done, all: operations.length }
  }

  /** All edits, those that were undone with them. */
  get edits(): Edits {
    return this.#edits.edits
  }

  get unsaved(): string | null {
    return this.#unsaved
  }

  /** An operation with what has to be measured for it, which may take a while. @throws EditError, or its abortion */
  prepare(operation: Operation, progress: Progress): Promise<Operation> {
    return prepare(this.timeline, operation, this.project.sources, progress)
  }

  /** Does an operation that is prepared, on the timeline it was prepared for. @throws EditError where it cannot be done */
  add(operation: Operation): void {
    this.#edits.add(operation)
    this.save()
  }

  /** @returns what was undone, or undefined */
  undo(): Operation | undefined {
    const undone = this.#edits.undo()
    if (undone) this.save()
    return undone
  }

  /** @returns what was done again, or undefined */
  redo(): Operation | undefined {
    const redone = this.#edits.redo()
    if (redone) this.save()
    return redone
  }

  /** Keeps the edits beside the recording; where that fails `unsaved` says why, and the next change tries again. */
  save(): void {
    if (this.readOnly !== null) return
    try {
      writeEdits(this.project.editsPath, this.#edits.edits)
      this.#unsaved = null
    } catch (error) {
      this.#unsaved = (error as Error).message
    }
  }

  /** Lets another studio have it; nothing is edited any more. */
  letGo(): void {
    if (this.#unsaved !== null) this.save()
    this.#lock?.release()
  }

  async close(): Promise<void> {
    this.letGo()
    await this.project.close()
  }
}
