import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../lib/clock.ts'
import { stderr } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { EDITS_FILE, readEdits } from '../../studio/edit/edits-file.ts'
import { exportEdited } from '../../studio/export/export-edited.ts'
import { exportSound } from '../../studio/export/export-sound.ts'
import { exportUtterances } from '../../studio/export/export-utterances.ts'
import { CommandTemplate } from '../../studio/transcribe/command-template.ts'
import { transcribe } from '../../studio/transcribe/transcribe.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { progressBar } from './progress-bar.ts'
import { onStopSignal } from './stop-signals.ts'
import { engineOf } from './studio-options.ts'
import type { Call } from './subcommand.ts'

/** `chat-client export <recording> <file>`. @throws Exit with a message for the user */
export async function exportRecording({ args: [source = '', target = ''], flags, print }: Call): Promise<ExitCode> {
  const track = trackOf(flags)
  const edited = flags.edited === true
  const format = flags.utterances
  if (format !== undefined && track !== null)
    throw new Exit(exitCodes.usage, '--utterances exports everyone; leave out --track.')
  const signal = stopSignal()
  const bar = progressBar(stderr)
  try {
    const told =
      format !== undefined
        ? await exportUtterances({ source, target, format: String(format), edited }, bar.show, signal)
        : await (edited ? exportEdited : exportSound)({ source, target, track }, bar.show, signal)
    bar.clear()
    print(told)
    const left = edited ? 0 : await editsOf(source)
    if (left > 0) print(`Exported as recorded; --edited applies the ${left === 1 ? 'edit' : `${left} edits`}.`)
    return exitCodes.ok
  } catch (error) {
    bar.clear()
    if (error instanceof Exit) throw error
    throw new Exit(exitCodes.usage, cleanLine((error as Error).message))
  }
}

function trackOf({ track, mix }: Call['flags']): number | null {
  if (track !== undefined && mix) throw new Exit(exitCodes.usage, '--track and --mix cannot be combined.')
  if (track === undefined) return null
  const number = Number(track)
  if (Number.isSafeInteger(number)) return number
  throw new Exit(exitCodes.usage, `--track needs a number, not ${cleanLine(String(track))}.`)
}

/** Number of edits in effect that are saved next to a recording; 0 if the list is missing or damaged. */
async function editsOf(source: string): Promise<number> {
  const isFolder = (await stat(source)).isDirectory()
  try {
    return readEdits(isFolder ? join(source, EDITS_FILE) : `${source}.${EDITS_FILE}`).done
  } catch {
    return 0
  }
}

/** `chat-client transcribe <recording>`. @throws Exit with a message for the user */
export async function transcribeRecording(call: Call): Promise<ExitCode> {
  const { args, flags, settings, print, printJson } = call
  const { options } = settings
  const text = (flag: string) => (typeof flags[flag] === 'string' ? flags[flag] : undefined)
  const set = engineOf(options)
  const bar = progressBar(stderr)
  const show = (share: number, voice: string) => {
    if (options.json) printJson({ event: 'progress', share: Number(share.toFixed(3)), voice })
    else bar.show(share, voice)
  }
  try {
    const { transcript, files } = await transcribe({
      recording: args[0] ?? '',
      engine: new CommandTemplate(text('engine') ?? set.command),
      model: text('model') ?? set.model,
      language: text('language') ?? set.language,
      whole: flags.whole === true,
      force: flags.force === true,
      clock: systemClock,
      signal: stopSignal(),
      onProgress: show,
    })
    bar.clear()
    const { length } = transcript.utterances
    if (options.json) printJson({ event: 'transcribed', utterances: length, files })
    else print(`Wrote ${length} ${length === 1 ? 'utterance' : 'utterances'} to ${files.join(', ')}.`)
    return exitCodes.ok
  } catch (error) {
    bar.clear()
    if (error instanceof Exit) throw error
    throw new Exit(exitCodes.usage, cleanLine((error as Error).message))
  }
}

/**
 * A signal that aborts on SIGINT, SIGTERM or SIGHUP, so that a long operation can clean up. A second such signal ends the
 * process at once.
 */
function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => stopping.abort(new Exit(exitCodes.unwell, 'Stopped; nothing was written.'))
  onStopSignal(stop, { once: true })
  return stopping.signal
}
