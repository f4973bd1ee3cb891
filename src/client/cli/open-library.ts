import { join } from 'node:path'
import { systemClock } from '../../lib/clock.ts'
import { isThere } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { LibraryScene } from '../../studio/library/library-scene.ts'
import { loadRecording, openStudio } from '../../studio/studio-scene.ts'
import type { Look } from '../../tui/look.ts'
import type { Surface } from '../../tui/scene.ts'
import type { Options } from '../settings/table.ts'
import { sceneOptions } from './studio-options.ts'

/** Opens the list of recordings above a scene; recordings opened from it lie above the list. */
export function openLibrary(below: Pick<Surface, 'open'>, look: Look, options: Options): void {
  const { recordFolder: folder, keys } = options
  new LibraryScene(below, {
    ...{ clock: systemClock, look, keys, folder },
    open: (list, path) => openRecording(list, look, options, path),
  })
}

/**
 * Opens a recording in the studio above a scene.
 * @param recording its path, or its name in the list
 * @throws Error with a message for the user
 */
export async function openRecording(
  below: Pick<Surface, 'open'>,
  look: Look,
  options: Options,
  recording: string,
): Promise<void> {
  const path = await pathOf(recording, options.recordFolder)
  openStudio(below, await loadRecording(path), sceneOptions(options, look))
}

async function pathOf(recording: string, folder: string): Promise<string> {
  for (const path of [recording, join(folder, recording), join(folder, `${recording}.wav`)]) {
    if (await isThere(path)) return path
  }
  throw new Error(`no recording ${cleanLine(recording)} in ${cleanLine(folder)}; /studio lists them`)
}
