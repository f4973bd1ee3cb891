import { systemClock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { CommandTemplate } from '../../studio/transcribe/command-template.ts'
import { engineOf } from '../../studio/transcribe/engine-settings.ts'
import { transcribe } from '../../studio/transcribe/transcribe.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { progressBar } from './progress-bar.ts'
import { stopSignal } from './stop-signal.ts'
import type { Call } from './subcommands.ts'

/** `chat-client transcribe <recording>`. @throws Exit with a sentence for people */
export async function transcribeRecording(call: Call): Promise<ExitCode> {
  const { args, flags, settings, print } = call
  const { options } = settings
  const text = (flag: string) => (typeof flags[flag] === 'string' ? flags[flag] : undefined)
  const set = engineOf(options)
  const bar = progressBar(process.stderr)
  const show = (share: number, voice: string) => {
    if (options.json) print(JSON.stringify({ event: 'progress', share: Number(share.toFixed(3)), voice }))
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
    if (options.json) print(JSON.stringify({ event: 'transcribed', utterances: length, files }))
    else print(`Wrote ${length} ${length === 1 ? 'utterance' : 'utterances'} to ${files.join(', ')}.`)
    return exitCodes.ok
  } catch (error) {
    bar.clear()
    if (error instanceof Exit) throw error
    throw new Exit(exitCodes.usage, cleanLine((error as Error).message))
  }
}
