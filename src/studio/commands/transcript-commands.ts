import { basename } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import type { StudioSight } from '../model/state.ts'
import { CommandTemplate } from '../transcribe/command-template.ts'
import { nextHit } from '../transcript/find.ts'
import { atHome } from './at-home.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** Commands for the transcript. */
export const transcriptCommands: readonly StudioCommand[] = [
  {
    name: 'find',
    group: 'Navigate',
    argument: 'TEXT',
    needsArgument: true,
    question: 'Find in transcript:',
    keys: ['/'],
    help: 'find text in the transcript, ignoring case and accents',
    refusal: needsTranscript,
    run: find,
  },
  {
    name: 'find-next',
    group: 'Navigate',
    keys: [';', 'f3'],
    help: 'go to the next match',
    refusal: needsHits,
    run: (context) => goToHit(context, 1),
  },
  {
    name: 'find-previous',
    group: 'Navigate',
    keys: [','],
    help: 'go to the previous match',
    refusal: needsHits,
    run: (context) => goToHit(context, -1),
  },
  {
    name: 'transcript',
    group: 'View',
    keys: ['t'],
    help: 'show or hide the transcript',
    run: ({ spoken }) => spoken.toggle(),
  },
  {
    name: 'transcribe',
    group: 'Files',
    argument: '[MODEL]',
    keys: ['W'],
    help: 'transcribe with a speech-to-text engine on this computer',
    refusal: ({ spoken }) => (spoken.transcribing ? 'already transcribing; stop-transcribing stops it' : null),
    run: transcribe,
  },
  {
    name: 'stop-transcribing',
    group: 'Files',
    help: 'stop the transcription',
    refusal: ({ spoken }) => (spoken.transcribing ? null : 'no transcription is running'),
    run: ({ spoken }) => spoken.stop(),
  },
  {
    name: 'export-utterances',
    group: 'Files',
    argument: '[FOLDER FORMAT]',
    keys: ['U'],
    help: 'export one file per utterance to a new folder',
    refusal: ({ busy }) => (busy ? 'wait for the current task, or cancel it with Esc' : null),
    run: writeUtterances,
  },
]

function needsTranscript({ spoken }: Pick<StudioSight, 'spoken'>): string | null {
  return spoken.parts ? null : 'no transcript; create one with transcribe'
}

function needsHits(state: Pick<StudioSight, 'spoken'>): string | null {
  const refused = needsTranscript(state)
  if (refused) return refused
  if (state.spoken.query === '') return 'find something first'
  return state.spoken.hits.length > 0 ? null : `no match for "${state.spoken.query}"`
}

function find(context: StudioContext, text: string): void {
  const { studio, spoken, complain } = context
  spoken.find(cleanLine(text))
  const { playhead } = studio.state.view
  const refused = needsHits({ spoken: spoken.on(studio.state.timeline) })
  if (refused) complain(refused)
  else goToHit(context, 1, playhead - 1)
}

/** @param from sample to search from; default: the playhead */
function goToHit({ studio, spoken, show }: StudioContext, direction: 1 | -1, from = studio.state.view.playhead): void {
  const { hits, query } = spoken.on(studio.state.timeline)
  const hit = nextHit(hits, from, direction)
  if (!hit) return
  studio.goTo(hit.at)
  const by = hit.utterance.name === '' ? '' : `, by ${hit.utterance.name}`
  show(`"${query}": ${hits.indexOf(hit) + 1} of ${hits.length}${by}`)
}

async function transcribe({ studio, spoken, engine, put }: StudioContext, named: string): Promise<void> {
  if (spoken.on(studio.state.timeline).parts) {
    const answer = await put('Replace the existing transcript? (yes or no)')
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) return
  }
  const needsModel = new CommandTemplate(engine.command).uses('model')
  const asked =
    named || engine.model || !needsModel
      ? named
      : await put('Path of the model, such as ggml-base.bin (the setting transcribe_model stores it):')
  if (asked === null) return
  const model = asked.trim() === '' ? engine.model : atHome(asked.trim())
  void spoken.transcribe({ ...engine, model })
}

async function writeUtterances({ studio, show, put }: StudioContext, argument: string): Promise<void> {
  const { about } = studio.state
  const filled = `${basename(about.path).replace(/\.wav$/i, '')}-utterances flac`
  const answer = argument || (await put('New folder and format (flac, wav or opus):', { filled }))
  const [, folder, format = 'flac'] = /^\s*(.+?)(?:\s+(wav|flac|opus))?\s*$/i.exec(answer ?? '') ?? []
  if (folder === undefined) return
  const target = atHome(folder)
  const { exportUtterances } = await import('../export/export-utterances.ts')
  const message = await studio.wait(`Exporting to ${target}`, ({ onProgress, signal }) =>
    exportUtterances({ source: about.path, target, format, edited: true }, onProgress, signal),
  )
  if (message !== null) show(message)
}
