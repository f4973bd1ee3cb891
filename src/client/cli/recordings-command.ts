import { systemClock } from '../../lib/clock.ts'
import { stderr } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { askSecret } from '../account/ask-secret.ts'
import { serverPassword } from '../account/password-source.ts'
import { type Arrival, handshake } from '../connection/handshake.ts'
import { protectionOf } from '../connection/protection.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { fetchRecording } from '../recordings/fetch-recording.ts'
import { Fetching, rateText } from '../recordings/fetching.ts'
import { RecordingKeys } from '../recordings/recording-keys.ts'
import { chooseRecording, listRecordings, NO_RECORDINGS, recordingLine } from '../recordings/recording-list.ts'
import { Memory } from '../store/memory.ts'
import { progressBar } from './progress-bar.ts'
import type { Call } from './subcommand.ts'

/** `chat-client recordings`: prints the recordings that the user may fetch. @throws Exit */
export function tellRecordings(call: Call): Promise<ExitCode> {
  return atServer(call, async (link, keys) => {
    const recordings = await listRecordings(link, keys.all)
    if (call.settings.options.json) call.printJson(recordings)
    else if (recordings.length === 0) call.print(`${NO_RECORDINGS}.`)
    else for (const recording of recordings) call.print(recordingLine(recording))
  })
}

/** `chat-client fetch [recording]`: downloads a recording, or the latest. @throws Exit */
export function fetchFromServer(call: Call): Promise<ExitCode> {
  return atServer(call, async (link, keys) => {
    const { recording } = chooseRecording(await listRecordings(link, keys.all), call.args[0] ?? '')
    const token = keys.all.find((key) => key.recording === recording)?.token
    const bar = progressBar(stderr)
    try {
      const fetching = new Fetching(recording, systemClock, ({ share, rate }) =>
        bar.show(share, `${rateText(rate)} ${recording}`),
      )
      const { recordFolder } = call.settings.options
      const folder = await fetchRecording(link, { recording, token }, recordFolder, fetching)
      bar.clear()
      call.print(`Downloaded ${recording} to ${folder}; all files verified.`)
    } finally {
      bar.clear()
    }
  })
}

/** Runs a task over its own connection to the server. @throws Exit */
async function atServer(
  { settings: { options } }: Call,
  task: (link: ServerLink, keys: RecordingKeys) => Promise<void>,
): Promise<ExitCode> {
  const { ip: host, port } = options
  if (host === undefined) throw new Exit(exitCodes.usage, 'No server address. Name one: --ip ADDRESS')
  const memory = new Memory(systemClock)
  const askWith = process.stdin.isTTY ? askSecret : null
  const { link }: Arrival = await handshake(
    {
      ...{ host, port, name: null, codec: 'pcm', clock: systemClock, log: null },
      protection: protectionOf(options, systemClock),
      serverPassword: serverPassword(options.serverPasswordFile, askWith, memory.hasMet(host, port)),
    },
    null,
    { push() {}, voice() {}, lost() {} },
  )
  try {
    for (const notice of link.notices) stderr.line(notice)
    await task(link, new RecordingKeys(memory, host, port))
    return exitCodes.ok
  } catch (error) {
    if (error instanceof Exit || (error as Error).name === 'ProtocolError') throw error
    throw new Exit(exitCodes.refused, cleanLine((error as Error).message))
  } finally {
    link.close()
  }
}
