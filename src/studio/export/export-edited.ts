import { soloGains } from '../edit/playback.ts'
import { trackOf } from '../edit/project.ts'
import type { TrackGains } from '../edit/render.ts'
import { type Timeline, timelineLength } from '../edit/timeline.ts'
import { landmarksOf } from '../recording/landmarks.ts'
import type { SoundLabel } from '../recording/recording-events.ts'
import { openRecording } from '../recording/recording-source.ts'
import { editedCaptions } from '../transcript/captions.ts'
import { requireTranscript } from '../transcript/transcript.ts'
import { type EditedRecording, withEdited } from './edited-recording.ts'
import type { Export } from './export-sound.ts'
import { exportTimeline } from './export-timeline.ts'
import { encoderFor } from './sound-formats.ts'
import { textFor, unknownEnding } from './written-texts.ts'

/**
 * Exports a recording with its edits: audio, labels or captions, depending on the extension of the target.
 * @param progress called with the fraction done, 0 to 1
 * @returns a confirmation for the user
 * @throws Error with a message for the user, or the reason of `signal`; no partial file is left
 */
export async function exportEdited(
  { source, target, track }: Export,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const write = textFor(target)
  if (!write && !encoderFor(target)) throw unknownEnding(target)
  return withEdited(source, false, async (edited) => {
    const { project, about, timeline, moments } = edited
    if (write) {
      const captions = async () => editedCaptions(await requireTranscript(source), moments)
      return write({ labels: labelsOf(edited), captions }, target)
    }
    const recording = track === null ? null : await openRecording(source, track)
    const tags = recording?.tags ?? about.tags
    const gains = recording
      ? gainsOf(timeline, project.tracks.get(trackOf(recording.path)) ?? trackOf(recording.path))
      : undefined
    const cues = landmarksOf(about, timeline).markers.map(({ at, text }) => ({ sample: at, label: text }))
    const to = timelineLength(timeline)
    const whole = { timeline, sources: project.sources, from: 0, to, tags, cues, target }
    await exportTimeline({ ...whole, ...(gains && { gains }), ...(signal && { signal }) }, progress)
    return [`Exported ${(to / timeline.rate).toFixed(1)} s to ${target}, with the edits.`, ...project.notes].join(' ')
  })
}

function gainsOf(timeline: Timeline, track: string): TrackGains {
  const names = timeline.tracks.map(({ name }) => name)
  if (names.includes(track)) return soloGains(names, new Set([track]), new Set())
  throw new Error(`The edits mix ${track} into another track. Omit --track or --edited.`)
}

function labelsOf({ about, timeline }: EditedRecording): SoundLabel[] {
  const { markers, turns } = landmarksOf(about, timeline)
  const seconds = (sample: number) => sample / timeline.rate
  return [
    ...markers.map(({ at, text }) => ({ from: seconds(at), to: seconds(at), text })),
    ...turns.map(({ from, to, who }) => ({ from: seconds(from), to: seconds(to), text: who })),
  ].sort((a, b) => a.from - b.from)
}
