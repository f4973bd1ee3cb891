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

/** An open recording with its edits. Every edit is saved before it becomes visible. */
export class EditSession {
  readonly project: Project
  /** Why editing is disabled, as a sentence, or null. */
  readonly readOnly: string | null
  readonly #edits: EditList
  readonly #lock: FileLock | null
  /** Why the last change could not be saved, or null. */
  #unsaved: string | null = null

  private constructor(project: Project, edits: EditList, lock: Result<FileLock>) {
    this.project = project
    this.#edits = edits
    this.readOnly = lock.ok ? null : lock.refusal
    this.#lock = lock.ok ? lock.value : null
  }

  /**
   * Opens a sound file or the folder of a recording with its stored edits; read-only when another studio has it open.
   * @throws Error with a message for the user
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
      throw new Error(`${editsPath} does not match this recording: ${error.message}`, { cause: error })
    }
  }

  get timeline(): Timeline {
    return this.#edits.timeline
  }

  /** Length of the timeline, samples. */
  get length(): number {
    return timelineLength(this.timeline)
  }

  /** Number of edits in effect, and of all edits including undone ones. */
  get count(): { readonly done: number; readonly all: number } {
    const { done, operations } = this.#edits.edits
    return { done, all: operations.length }
  }

  /** All edits, including undone ones. */
  get edits(): Edits {
    return this.#edits.edits
  }

  /** Why the last change could not be saved, or null. */
  get unsaved(): string | null {
    return this.#unsaved
  }

  /** Completes an operation with its measurements, which may take a while. @throws EditError, or the abort reason */
  prepare(operation: Operation, progress: Progress): Promise<Operation> {
    return prepare(this.timeline, operation, this.project.sources, progress)
  }

  /** Applies an operation prepared for the current timeline. @throws EditError when it cannot be applied */
  add(operation: Operation): void {
    this.#edits.add(operation)
    this.save()
  }

  /** @returns the operation undone, or undefined */
  undo(): Operation | undefined {
    const undone = this.#edits.undo()
    if (undone) this.save()
    return undone
  }

  /** @returns the operation redone, or undefined */
  redo(): Operation | undefined {
    const redone = this.#edits.redo()
    if (redone) this.save()
    return redone
  }

  /** Saves the edits. On failure `unsaved` has the reason, and the next change tries again. */
  save(): void {
    if (this.readOnly !== null) return
    try {
      writeEdits(this.project.editsPath, this.#edits.edits)
      this.#unsaved = null
    } catch (error) {
      this.#unsaved = (error as Error).message
    }
  }

  /** Releases the lock; no more edits may follow. */
  release(): void {
    if (this.#unsaved !== null) this.save()
    this.#lock?.release()
  }

  async close(): Promise<void> {
    this.release()
    await this.project.close()
  }
}
