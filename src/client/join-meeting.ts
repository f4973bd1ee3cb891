import { readFile } from 'node:fs/promises'
import { systemClock } from '../clock.ts'
import { Exit, type ExitCode, exitCodes } from './exit-codes.ts'
import { LineClient } from './line-client.ts'
import { Meeting } from './meeting.ts'
import type { ClientOptions } from './options.ts'
import { voiceOptions } from './voice-options.ts'

/**
 * Takes part in a meeting until it ends: by a command, a signal, the time that was set, or a lost connection.
 * @throws Exit with a sentence for the user.
 */
export async function joinMeeting(options: ClientOptions): Promise<ExitCode> {
  const password = options.passwordFile === undefined ? undefined : await readPassword(options.passwordFile)
  // What is heard may go to the standard output; the lines then give way.
  const output = options.speaker === '-' ? process.stderr : process.stdout
  const interfaceOf = new LineClient({ output, json: options.json ?? false })
  let leave: (code: ExitCode) => void = () => {}
  const left = new Promise<ExitCode>((resolve) => {
    leave = resolve
  })
  const meeting = await Meeting.open(
    {
      host: options.ip,
      port: options.port,
      name: options.name ?? null,
      microphone: options.mic,
      speaker: options.speaker,
      voice: voiceOptions(options),
      codec: options.codec,
      bitrate: options.bitrate,
      clock: systemClock,
      log: options.log ? (line) => process.stderr.write(`${line}\n`) : null,
    },
    (event, before) => {
      interfaceOf.observe(event, before)
      if (event.event === 'ended') leave(exitCodes.connectionLost)
    },
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(exitCodes.ok))
  if (options.for !== undefined) systemClock.after(options.for, () => leave(exitCodes.ok))
  try {
    await enter(meeting, options, password)
    if (options.mic !== '-') {
      const stay = options.for !== undefined
      const quit = () => leave(exitCodes.ok)
      interfaceOf.listen(process.stdin, meeting, quit, () => !stay && quit())
    }
    return await left
  } finally {
    await meeting.close()
  }
}

/** Goes into the room that was asked for, muted and recording as asked for. */
async function enter(meeting: Meeting, options: ClientOptions, password: string | undefined): Promise<void> {
  if (options.mute) await meeting.setMuted(true)
  const { room } = options
  if (room === undefined) {
    await meeting.listRooms()
    return
  }
  let wrong = await meeting.join(room, password)
  if (wrong === 'room not found' && options.create) {
    // Somebody else may make it at the same moment, which is as good.
    await meeting.create(room, password)
    wrong = await meeting.join(room, password)
  }
  if (wrong) throw new Exit(exitCodes.refused, `Cannot join ${room}: ${wrong}${advice(wrong)}`)
  if (options.record === undefined) return
  const unrecorded = await meeting.record(options.record === true ? null : options.record)
  if (unrecorded) throw new Exit(exitCodes.usage, `Cannot record: ${unrecorded}`)
}

function advice(status: string): string {
  if (status === 'room not found') return '; --create makes it'
  if (status === 'wrong password') return '; --password-file names the file that holds it'
  return ''
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch (error) {
    throw new Exit(exitCodes.usage, `Cannot read the password file ${file}: ${(error as Error).message}`)
  }
}
