import { basename } from 'node:path'
import { lengthText } from '../../lib/time-text.ts'
import type { Choice } from '../../tui/overlay-state.ts'
import { saveAs } from '../export/copy-project.ts'
import { textFor } from '../export/written-texts.ts'
import { operationText } from '../model/operation-text.ts'
import type { StudioState } from '../model/state.ts'
import { atHome } from './at-home.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** What was done, and what becomes of it. */
export const fileCommands: readonly StudioCommand[] = [
  {
    name: 'undo',
    group: 'Edits',
    keys: ['u', 'ctrl+z'],
    help: 'take the last edit back; as often as there are any',
    refusal: (state) => unlessEditable(state) ?? (state.edits.done > 0 ? null : 'there is nothing to undo'),
    run: ({ studio }) => studio.undo(),
  },
  {
    name: 'redo',
    group: 'Edits',
    keys: ['ctrl+r', 'ctrl+y'],
    help: 'do again what was undone',
    refusal: (state) =>
      unlessEditable(state) ?? (state.edits.done < state.edits.all ? null : 'there is nothing to do again'),
    run: ({ studio }) => studio.redo(),
  },
  {
    name: 'history',
    group: 'Edits',
    argument: '[NUMBER]',
    keys: ['H'],
    help: 'list the edits, and go back or on to any of them',
    refusal: unlessEditable,
    run: history,
  },
  {
    name: 'save',
    group: 'Files',
    keys: ['ctrl+s'],
    help: 'tell where the edits are; each is saved as it is made',
    refusal: ({ readOnly }) => readOnly,
    run: save,
  },
  {
    name: 'save-as',
    group: 'Files',
    argument: '[PATH]',
    keys: ['A'],
    help: 'copy it with its edits, or the edits alone as .json',
    run: saveUnder,
  },
  {
    name: 'export',
    group: 'Files',
    argument: '[FILE]',
    keys: ['e'],
    help: 'write what is heard as .flac, .wav or .opus, or what is said as .srt, .vtt or .txt',
    run: (context, file) => exportHeard(context, file, false),
  },
  {
    name: 'export-selection',
    group: 'Files',
    argument: '[FILE]',
    keys: ['E'],
    help: 'the same of the selection',
    refusal: ({ view }) => (view.selection ? null : 'nothing is selected'),
    run: (context, file) => exportHeard(context, file, true),
  },
  {
    name: 'close',
    group: 'Screen',
    keys: ['q', 'ctrl+c'],
    help: 'leave the studio; all is saved',
    run: ({ leave }) => leave(),
  },
]

function unlessEditable({ readOnly, busy }: StudioState): string | null {
  return readOnly ?? (busy ? 'wait until it is done, or give it up by Esc' : null)
}

function history({ studio, choose, complain }: StudioContext, text: string): void {
  const { done } = studio.state.edits
  if (text !== '') {
    const wanted = Number(text)
    if (Number.isInteger(wanted)) studio.goBackTo(wanted)
    else complain('an edit is called by its number')
    return
  }
  const all = studio.session.edits.operations
  const choices = [
    { label: '0  as it was recorded', note: '', command: 'history', argument: '0', current: done === 0 },
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
  if (unsaved === null) show(`saved in ${project.editsPath}`)
  else complain(`it could not be saved: ${unsaved}`)
}

async function saveUnder({ studio, show, put }: StudioContext, path: string): Promise<void> {
  const { about } = studio.state
  const filled = about.path.replace(/\/+$/, '').replace(/(\.wav)?$/i, '-copy$1')
  const target =
    path || (await put('Under which name? A folder or file, or NAME.json for the edits alone.', { filled }))
  if (!target?.trim()) return
  show(await saveAs(about.path, studio.session.edits, atHome(target.trim())))
}

async function exportHeard(context: StudioContext, file: string, selectionOnly: boolean): Promise<void> {
  const { studio, show, put } = context
  const { state } = studio
  const name = `${basename(state.about.path).replace(/\.wav$/i, '')}${selectionOnly ? '-part' : '-edited'}.flac`
  const question = 'Into which file? Its ending says what is made: .flac, .wav or .opus.'
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
  // Encoders are large, and few come here.
  const { exportTimeline } = await import('../export/export-timeline.ts')
  const written = await studio.wait(`Exporting to ${target}`, async ({ onProgress, signal }) => {
    const what = {
      timeline,
      sources,
      from,
      to,
      gains: studio.listening.gains,
      tags: about.tags,
      cues,
      target,
      signal,
    }
    await exportTimeline(what, onProgress)
    return true
  })
  if (written) show(`Exported ${lengthText((to - from) / timeline.rate)} to ${target}.`)
}
