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

/** Puts the list of recordings on top of what is seen; those that are opened from it lie on it. */
export function openLibrary(below: Pick<Surface, 'open'>, look: Look, options: Options): void {
  const { recordFolder: folder, keys } = options
  new LibraryScene(below, {
    ...{ clock: systemClock, look, keys, folder },
    open: (list, path) => openRecording(list, look, options, path),
  })
}

/**
 * Puts the studio with one recording on top of what is seen.
 * @param recording its path, or what the list calls it
 * @throws Error with a sentence for people
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
  throw new Error(`there is no recording ${cleanLine(recording)} in ${cleanLine(folder)}; /studio lists them`)
}
