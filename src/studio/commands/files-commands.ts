import { basename } from 'node:path'
import { lengthText } from '../../lib/time-text.ts'
import type { Choice } from '../../tui/overlay-state.ts'
import { saveAs } from '../export/copy-project.ts'
import { textFor } from '../export/written-texts.ts'
import { operationText } from '../model/operation-text.ts'
import type { StudioState } from '../model/state.ts'
import { atHome } from './at-home.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Commands for the edit history, saving and exporting. */
export const fileCommands: readonly StudioCommand[] = [
  {
    name: 'undo',
    group: 'History',
    keys: ['u', 'ctrl+z'],
    help: 'undo the last edit',
    refusal: (state) => refusesEditing(state) ?? (state.edits.done > 0 ? null : 'nothing to undo'),
    run: ({ studio }) => studio.undo(),
  },
  {
    name: 'redo',
    group: 'History',
    keys: ['ctrl+r', 'ctrl+y'],
    help: 'redo the last undone edit',
    refusal: (state) => refusesEditing(state) ?? (state.edits.done < state.edits.all ? null : 'nothing to redo'),
    run: ({ studio }) => studio.redo(),
  },
  {
    name: 'history',
    group: 'History',
    argument: '[NUMBER]',
    keys: ['H'],
    help: 'list the edits, and go to any of them',
    refusal: refusesEditing,
    run: history,
  },
  {
    name: 'save',
    group: 'Files',
    keys: ['ctrl+s'],
    help: 'show where the edits are; they are saved automatically',
    refusal: ({ readOnly }) => readOnly,
    run: save,
  },
  {
    name: 'save-as',
    group: 'Files',
    argument: '[PATH]',
    keys: ['A'],
    help: 'save a copy with its edits, or only the edits as .json',
    run: saveCopy,
  },
  {
    name: 'export',
    group: 'Files',
    argument: '[FILE]',
    keys: ['e'],
    help: 'export the audible tracks as .flac, .wav or .opus, or the transcript as .srt, .vtt or .txt',
    run: (context, file) => exportAudible(context, file, false),
  },
  {
    name: 'export-selection',
    group: 'Files',
    argument: '[FILE]',
    keys: ['E'],
    help: 'export the selection',
    refusal: ({ view }) => (view.selection ? null : 'nothing is selected'),
    run: (context, file) => exportAudible(context, file, true),
  },
  {
    name: 'close',
    group: 'Screen',
    keys: ['q', 'ctrl+c'],
    help: 'close the studio; all edits are saved',
    run: ({ leave }) => leave(),
  },
]

function refusesEditing({ readOnly, busy }: StudioState): string | null {
  return readOnly ?? (busy ? 'wait for the current task, or cancel it with Esc' : null)
}

function history({ studio, choose, complain }: StudioContext, text: string): void {
  const { done } = studio.state.edits
  if (text !== '') {
    const wanted = Number(text)
    if (Number.isInteger(wanted)) studio.goBackTo(wanted)
    else complain('name an edit by its number')
    return
  }
  const all = studio.session.edits.operations
  const choices = [
    { label: '0  original', note: '', command: 'history', argument: '0', current: done === 0 },
    ...all.map(
      (operation, i): Choice => ({
        label: `${i + 1}  ${operationText(operation)}`,
        note: i + 1 > done ? 'undone' : '',
        command: 'history',
        argument: String(i + 1),
        current: i + 1 === done,
      }),
    ),
  ]
  choose('Edits', choices)
}

function save({ studio, show, complain }: StudioContext): void {
  studio.session.save()
  const { unsaved, project } = studio.session
  if (unsaved === null) show(`Saved in ${project.editsPath}`)
  else complain(`the edits could not be saved: ${unsaved}`)
}

async function saveCopy({ studio, show, put }: StudioContext, path: string): Promise<void> {
  const { about } = studio.state
  const filled = about.path.replace(/\/+$/, '').replace(/(\.wav)?$/i, '-copy$1')
  const target = path || (await put('Save as (folder or file, or NAME.json for only the edits):', { filled }))
  if (!target?.trim()) return
  show(await saveAs(about.path, studio.session.edits, atHome(target.trim())))
}

async function exportAudible(context: StudioContext, file: string, selectionOnly: boolean): Promise<void> {
  const { studio, show, put } = context
  const { state } = studio
  const name = `${basename(state.about.path).replace(/\.wav$/i, '')}${selectionOnly ? '-part' : '-edited'}.flac`
  const question = 'Export to (.flac, .wav or .opus):'
  const answer = file || (await put(question, { filled: name }))
  if (!answer?.trim()) return
  const target = atHome(answer.trim())
  if (!selectionOnly && textFor(target)) {
    const { exportEdited } = await import('../export/export-edited.ts')
    show(await exportEdited({ source: state.about.path, target, track: null }, () => {}))
    return
  }
  const { timeline, about, landmarks } = state
  const { from, to } = (selectionOnly && state.view.selection) || { from: 0, to: state.length }
  const cues = landmarks.markers.map(({ at, text }) => ({ sample: at, label: text }))
  const { sources } = studio.session.project
  // Loaded on demand: the encoders are large and rarely needed.
  const { exportTimeline } = await import('../export/export-timeline.ts')
  const written = await studio.wait(`Exporting to ${target}`, async ({ onProgress, signal }) => {
    const what = { timeline, sources, from, to, gains: studio.listening.gains, tags: about.tags, cues, target, signal }
    await exportTimeline(what, onProgress)
    return true
  })
  if (written) show(`Exported ${lengthText((to - from) / timeline.rate)} to ${target}.`)
}
