import { systemClock } from '../../lib/clock.ts'
import { accountPassword } from '../account/account-password.ts'
import { askSecret } from '../account/ask-secret.ts'
import { Keyring } from '../account/keyring.ts'
import { readPassword, serverPassword } from '../account/password-source.ts'
import { protectionOf } from '../connection/protection.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { enterRoom } from '../meeting/enter-room.ts'
import { Meeting } from '../meeting/meeting.ts'
import { RecordingKeys } from '../recordings/recording-keys.ts'
import { Memory } from '../store/memory.ts'
import { DeviceMemory } from '../voice/device-memory.ts'
import { voiceOptions } from '../voice/voice-options.ts'
import { VolumeMemory } from '../voice/volume-memory.ts'
import type { ClientOptions } from './client-options.ts'
import { LineClient } from './line-client.ts'
import { takeSnapshot } from './snapshot.ts'

/**
 * Takes part in a meeting until it ends: by a command, a signal, the time that was set, or a lost connection.
 * @throws Exit with a sentence for the user.
 */
export async function joinMeeting(options: ClientOptions): Promise<ExitCode> {
  if (options.snapshot !== undefined && options.room === undefined) {
    throw new Exit(exitCodes.usage, 'Say in which room: chat-client --room ROOM --snapshot FILE')
  }
  const password = options.passwordFile === undefined ? undefined : await readPassword(options.passwordFile)
  // What is heard may go to the standard output; the lines then give way.
  const output = options.speaker === '-' ? process.stderr : process.stdout
  const memory = new Memory(systemClock)
  const devices = new DeviceMemory(memory, { microphone: options.mic, speaker: options.speaker })
  const canAsk = process.stdin.isTTY === true && options.mic !== '-'
  const interfaceOf = new LineClient({
    output,
    json: options.json ?? false,
    devices,
    askSecret: canAsk ? askSecret : null,
  })
  let leave: (code: ExitCode) => void = () => {}
  const left = new Promise<ExitCode>((resolve) => {
    leave = resolve
  })
  const volumes = new VolumeMemory(memory)
  let joined: Meeting | null = null
  const meeting = await Meeting.open(
    {
      host: options.ip,
      port: options.port,
      name: options.name ?? null,
      microphone: options.snapshot === undefined ? devices.spec('microphone') : 'null',
      speaker: options.snapshot === undefined ? devices.spec('speaker') : 'null',
      recordFolder: options.recordFolder,
      voice: voiceOptions(options),
      codec: options.codec,
      bitrate: options.bitrate,
      sharing: options,
      reconnect: options.reconnect,
      recordings: new RecordingKeys(memory, options.ip, options.port),
      protection: protectionOf(options, systemClock),
      serverPassword: serverPassword(options.serverPasswordFile, canAsk ? askSecret : null),
      account: {
        keyring: new Keyring(systemClock),
        password: accountPassword(options.accountPasswordFile, canAsk ? askSecret : null),
      },
      clock: systemClock,
      log: options.log ? (line) => process.stderr.write(`${line}\n`) : null,
    },
    (event, before, after) => {
      interfaceOf.observe(event, before)
      if (joined) volumes.observe(joined, event, after)
      if (joined) devices.observe(joined, event)
      if (event.event === 'ended') leave(exitCodes.connectionLost)
    },
  )
  joined = meeting
  // A disk that refuses is no matter here.
  void memory.rememberServer(options.ip, options.port, options.name ?? null)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(exitCodes.ok))
  // Nobody reads the lines any more.
  output.on('error', () => leave(exitCodes.ok))
  if (options.for !== undefined) systemClock.after(options.for, () => leave(exitCodes.ok))
  try {
    const wrong = await enterRoom(meeting, options, password)
    if (wrong) throw new Exit(exitCodes.refused, `Cannot join ${options.room}: ${wrong}${advice(wrong)}`)
    if (options.snapshot !== undefined) {
      const text = await takeSnapshot(meeting, options.snapshot, systemClock)
      interfaceOf.observe({ event: 'notice', text }, meeting.state)
      return exitCodes.ok
    }
    if (options.room === undefined) await meeting.rooms.list()
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

function advice(status: string): string {
  if (status === 'room not found') return '; --create makes it'
  if (status === 'room locked') return '; only its host and operators may come in now'
  if (status === 'wrong password') return '; --password-file names the file that holds it'
  return ''
}
