import type { Clock } from '../lib/clock.ts'
import { ActionScene } from '../tui/action-scene.ts'
import { Bindings, type KeySettings } from '../tui/bindings.ts'
import type { Look } from '../tui/look.ts'
import type { Scene, Surface } from '../tui/scene.ts'
import { type StudioContext, studioGroups } from './commands/studio-command.ts'
import { STUDIO_SCOPE, studioCommands } from './commands/table.ts'
import { toggleTrack } from './commands/tracks-commands.ts'
import { EditSession } from './model/edit-session.ts'
import type { StudioSight } from './model/state.ts'
import { Studio, type StudioHandlers } from './model/studio.ts'
import { presentStudio } from './present/present-studio.ts'
import { type StudioLayout, studioLayout } from './present/studio-layout.ts'
import { type About, readAbout } from './recording/about.ts'
import { StudioPointer } from './studio-pointer.ts'
import type { EngineSettings } from './transcribe/command-template.ts'
import { Spoken } from './transcribe/spoken.ts'

export interface StudioSceneOptions {
  readonly clock: Clock
  readonly look: Look
  /** Keys from the settings, by action name. */
  readonly keys: KeySettings
  /** Output device, in the notation of `openSpeaker`. */
  readonly speaker: string | undefined
  /** The default engine for transcription. */
  readonly engine: EngineSettings
}

const INTRO = 'The recorded files never change. Edits are saved at once, and each can be undone.'

/** An open recording with its metadata. */
export interface LoadedRecording {
  readonly session: EditSession
  readonly about: About
}

/**
 * Opens a recording for the studio.
 * @param path a sound file, or the folder of a recording
 * @throws Error with a message for the user; no files stay open then
 */
export async function loadRecording(path: string): Promise<LoadedRecording> {
  const session = await EditSession.open(path)
  try {
    return { session, about: await readAbout(path, session.project.sources) }
  } catch (error) {
    await session.close()
    throw error
  }
}

/** Opens the studio on top of the current scene; leaving it closes the recording. */
export function openStudio(
  below: Pick<Surface, 'open'>,
  { session, about }: LoadedRecording,
  { clock, look, keys, speaker, engine }: StudioSceneOptions,
): Scene {
  const bindings = new Bindings(studioCommands, keys, STUDIO_SCOPE)
  const handlers: StudioHandlers = {
    changed: (urgent) => scene.changed(urgent),
    notify: (kind, text) => scene.notify(kind, text),
  }
  const studio = new Studio(session, about, clock, speaker, handlers)
  const spoken = new Spoken(about.path, clock, handlers)
  const sight = (): StudioSight => ({ ...studio.state, spoken: spoken.on(session.timeline) })
  const pointer = new StudioPointer(studio)
  let layout: StudioLayout | null = null
  const scene: ActionScene<StudioContext, StudioSight> = new ActionScene(below, clock, look, {
    actions: studioCommands,
    groups: studioGroups,
    bindings,
    intro: INTRO,
    state: sight,
    context: (controls) => ({ ...controls, studio, spoken, engine }),
    present: (grid, size, notice) => {
      const { view, timeline, landmarks } = studio.state
      const tracks = timeline.tracks.map(({ name }) => name)
      layout = studioLayout(size, tracks, view.above, landmarks.markers.length > 0, spoken.shown)
      studio.fit(
        layout.columns,
        layout.bands.map(({ track }) => track),
      )
      const around = { notice, overlay: scene.overlay, bindings, spoken: spoken.on(timeline) }
      presentStudio(grid, studio.state, layout, around, look)
    },
    point: (mouse) => {
      if (layout) pointer.take(mouse, layout)
    },
    press: (id) => {
      if (/^[1-9]$/.test(id)) toggleTrack(studio, Number(id))
    },
    cancel: () => studio.cancel(),
    closed: async () => {
      await Promise.all([spoken.close(), studio.close()])
    },
  })
  for (const note of session.project.notes) scene.notify('notice', note)
  if (session.readOnly !== null) scene.notify('error', session.readOnly)
  return scene
}
