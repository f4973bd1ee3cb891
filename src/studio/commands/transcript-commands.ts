import { basename } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import type { StudioSight } from '../model/state.ts'
import { CommandTemplate } from '../transcribe/command-template.ts'
import { nextHit } from '../transcript/find.ts'
import { atHome } from './at-home.ts'
import type { StudioCommand, StudioContext } from './studio-command.ts'

/** What is said: read, found, written down. */
export const transcriptCommands: readonly StudioCommand[] = [
  {
    name: 'find',
    group: 'Go',
    argument: 'TEXT',
    needsArgument: true,
    question: 'What was said? Case and accents do not matter.',
    keys: ['/'],
    help: 'go to where some words are said',
    refusal: needsTranscript,
    run: find,
  },
  {
    name: 'find-next',
    group: 'Go',
    keys: [';', 'f3'],
    help: 'go to where they are said next',
    refusal: needsHits,
    run: (context) => goToHit(context, 1),
  },
  {
    name: 'find-previous',
    group: 'Go',
    keys: [','],
    help: 'go to where they were said before',
    refusal: needsHits,
    run: (context) => goToHit(context, -1),
  },
  {
    name: 'transcript',
    group: 'Look',
    keys: ['t'],
    help: 'show or hide what is said',
    run: ({ spoken }) => spoken.toggle(),
  },
  {
    name: 'transcribe',
    group: 'Files',
    argument: '[MODEL]',
    keys: ['W'],
    help: 'let an engine on this machine write down what is said',
    refusal: ({ spoken }) =>
      spoken.listening ? 'an engine listens already; stop-transcribing stops it' : null,
    run: transcribe,
  },
  {
    name: 'stop-transcribing',
    group: 'Files',
    help: 'stop the engine that listens',
    refusal: ({ spoken }) => (spoken.listening ? null : 'no engine listens'),
    run: ({ spoken }) => spoken.stop(),
  },
  {
    name: 'export-utterances',
    group: 'Files',
    argument: '[FOLDER FORMAT]',
    keys: ['U'],
    help: 'write a file for each thing that is said, into a new folder',
    refusal: ({ busy }) => (busy ? 'wait until it is done, or give it up by Esc' : null),
    run: writeUtterances,
  },
]

function needsTranscript({ spoken }: Pick<StudioSight, 'spoken'>): string | null {
  return spoken.parts ? null : 'there is no transcript yet; transcribe makes one'
}

function needsHits(state: Pick<StudioSight, 'spoken'>): string | null {
  const refused = needsTranscript(state)
  if (refused) return refused
  if (state.spoken.query === '') return 'look for something first'
  return state.spoken.hits.length > 0 ? null : `nobody says "${state.spoken.query}"`
}

function find(context: StudioContext, text: string): void {
  const { studio, spoken, complain } = context
  spoken.find(cleanLine(text))
  const { playhead } = studio.state.view
  const refused = needsHits({ spoken: spoken.on(studio.state.timeline) })
  if (refused) complain(refused)
  else goToHit(context, 1, playhead - 1)
}

/** @param from where one is looked for; the playhead where nothing is said */
function goToHit(
  { studio, spoken, show }: StudioContext,
  direction: 1 | -1,
  from = studio.state.view.playhead,
): void {
  const { hits, query } = spoken.on(studio.state.timeline)
  const hit = nextHit(hits, from, direction)
  if (!hit) return
  studio.goTo(hit.at)
  const by = hit.utterance.name === '' ? '' : `, by ${hit.utterance.name}`
  show(`"${query}": ${hits.indexOf(hit) + 1} of ${hits.length}${by}`)
}

async function transcribe({ studio, spoken, engine, put }: StudioContext, named: string): Promise<void> {
  if (spoken.on(studio.state.timeline).parts) {
    const answer = await put('There is a transcript already. Replace it? yes or no')
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) return
  }
  const needsModel = new CommandTemplate(engine.command).uses('model')
  const asked =
    named || engine.model || !needsModel
      ? named
      : await put(
          'Which model? The path of a file such as ggml-base.bin; the setting transcribe_model keeps it.',
        )
  if (asked === null) return
  const model = asked.trim() === '' ? engine.model : atHome(asked.trim())
  void spoken.listen({ ...engine, model })
}

async function writeUtterances({ studio, show, put }: StudioContext, argument: string): Promise<void> {
  const { about } = studio.state
  const filled = `${basename(about.path).replace(/\.wav$/i, '')}-utterances flac`
  const answer = argument || (await put('Into which new folder, and as what: flac, wav or opus?', { filled }))
  const [, folder, format = 'flac'] = /^\s*(.+?)(?:\s+(wav|flac|opus))?\s*$/i.exec(answer ?? '') ?? []
  if (folder === undefined) return
  const target = atHome(folder)
  const { exportUtterances } = await import('../export/export-utterances.ts')
  const told = await studio.wait(`Exporting to ${target}`, ({ onProgress, signal }) =>
    exportUtterances({ source: about.path, target, format, edited: true }, onProgress, signal),
  )
  if (told !== null) show(told)
}
