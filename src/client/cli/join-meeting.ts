import { systemClock } from '../../lib/clock.ts'
import { stderr, stdout } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { initialState } from '../../protocol/meeting/state.ts'
import { askSecret } from '../account/ask-secret.ts'
import { readPassword } from '../account/password-source.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { autoAnswer, type CallRole, callByRole } from '../meeting/auto-answer.ts'
import { DeviceMemory } from '../meeting/device-memory.ts'
import { enterRoom } from '../meeting/enter-room.ts'
import type { Meeting } from '../meeting/meeting.ts'
import { startMeeting } from '../meeting/start-meeting.ts'
import { Memory } from '../store/memory.ts'
import type { ClientOptions } from './client-options.ts'
import { LineClient } from './line-client.ts'
import { takeSnapshot } from './snapshot.ts'
import { onStopSignal } from './stop-signals.ts'

/** What a snapshot hears and says: nothing. */
const NO_DEVICES = { spec: () => 'null', observe() {} }

/**
 * Runs the plain interface until the meeting ends: by a command, a signal, the time of `--for`, or a lost connection.
 * @param role what the client does by itself about calls
 * @throws Exit with a message for the user
 */
export async function joinMeeting(options: ClientOptions, role: CallRole | null = null): Promise<ExitCode> {
  if (options.snapshot !== undefined && options.room === undefined) {
    throw new Exit(exitCodes.usage, '--snapshot needs a room: chat-client --room ROOM --snapshot FILE')
  }
  const password = options.passwordFile === undefined ? undefined : await readPassword(options.passwordFile)
  // Sound may be written to standard output; text then goes to standard error.
  const output = options.speaker === '-' ? stderr : stdout
  const memory = new Memory(systemClock)
  const devices = new DeviceMemory(memory, { microphone: options.mic, speaker: options.speaker })
  const canAsk = process.stdin.isTTY === true && options.mic !== '-'
  const interfaceOf = new LineClient({
    output,
    json: options.json ?? false,
    devices,
    askSecret: canAsk ? askSecret : null,
    clock: systemClock,
    awayAfter: options.awayAfter,
  })
  let leave: (code: ExitCode) => void = () => {}
  const left = new Promise<ExitCode>((resolve) => {
    leave = resolve
  })
  let opened: Meeting | null = null
  const show = (text: string) => interfaceOf.observe({ event: 'notice', text }, opened?.state ?? initialState)
  const answers = autoAnswer(role, systemClock, () => opened, show)
  const meeting = await startMeeting(
    {
      ...{ options, memory, clock: systemClock },
      devices: options.snapshot === undefined ? devices : NO_DEVICES,
      askSecret: canAsk ? askSecret : null,
      name: options.name ?? null,
      log: options.log ? (line) => stderr.line(line) : null,
    },
    { host: options.ip, port: options.port, tls: false },
    (event, before, after) => {
      interfaceOf.observe(event, before)
      answers(event)
      // A call from the shell is over with the call.
      if (role?.role === 'call' && event.event === 'call_ended' && !after.calls.current && !after.calls.placed) {
        leave(before.calls.current ? exitCodes.ok : exitCodes.refused)
      }
      if (event.event === 'ended') leave(exitCodes.connectionLost)
    },
  )
  opened = meeting
  onStopSignal(() => leave(exitCodes.ok))
  // The reader of the output is gone.
  output.onError(() => leave(exitCodes.ok))
  if (options.for !== undefined) systemClock.after(options.for, () => leave(exitCodes.ok))
  interfaceOf.follow(meeting)
  try {
    const entered = await enterRoom(meeting, options, password)
    if (!entered.ok) {
      const { refusal } = entered
      throw new Exit(exitCodes.refused, `Cannot join ${cleanLine(options.room ?? '')}: ${refusal}${advice(refusal)}`)
    }
    if (options.snapshot !== undefined) {
      const text = await takeSnapshot(meeting, options.snapshot, systemClock)
      interfaceOf.observe({ event: 'notice', text }, meeting.state)
      return exitCodes.ok
    }
    const problem = await callByRole(meeting, role)
    if (problem !== null) throw new Exit(exitCodes.refused, problem)
    if (options.room === undefined && role === null) await meeting.rooms.list()
    if (options.mic !== '-') {
      const stay = options.for !== undefined || role !== null
      const quit = (said: boolean) => leave(said ? exitCodes.ok : exitCodes.connectionLost)
      interfaceOf.listen(process.stdin, meeting, quit, (said) => !stay && quit(said))
    }
    return await left
  } finally {
    interfaceOf.close()
    await meeting.close()
  }
}

function advice(status: string): string {
  if (status === 'room not found') return '; --create creates it'
  if (status === 'room locked') return '; only its host and operators can join'
  if (status === 'wrong password') return '; name a file with the password: --password-file FILE'
  return ''
}
