import { userInfo } from 'node:os'
import { type Cancel, type Clock, systemClock } from '../../lib/clock.ts'
import { rawStdout } from '../../lib/output.ts'
import { Bindings } from '../../tui/bindings.ts'
import { abilitiesOf, lookOf } from '../../tui/look-of.ts'
import type { Ask } from '../../tui/questions.ts'
import { probeTerminal } from '../../tui/terminal/probe.ts'
import { readPassword } from '../account/password-source.ts'
import { commands } from '../commands/table.ts'
import { browse } from '../discovery/discovery.ts'
import type { FoundServer } from '../discovery/found-server.ts'
import type { ExitCode } from '../exit-codes.ts'
import { autoAnswer, type CallRole, callByRole } from '../meeting/auto-answer.ts'
import { DeviceMemory } from '../meeting/device-memory.ts'
import { enterRoom } from '../meeting/enter-room.ts'
import type { Meeting, MeetingObserver } from '../meeting/meeting.ts'
import type { Destination } from '../meeting/start-meeting.ts'
import { startMeeting } from '../meeting/start-meeting.ts'
import type { Options } from '../settings/table.ts'
import { Memory } from '../store/memory.ts'
import type { RecentServer } from '../store/remembered.ts'
import { App } from '../tui/app.ts'
import { rendererFor } from '../tui/pictures/renderer-for.ts'
import type { ServerChoice } from '../tui/state.ts'
import { onStopSignal } from './stop-signals.ts'

/**
 * Runs the full-screen interface until the user leaves.
 * @param problems problems of the settings, one line each @param role what the client does by itself about calls
 */
export async function joinScreen(
  options: Options,
  problems: readonly string[],
  role: CallRole | null = null,
): Promise<ExitCode> {
  const password = options.passwordFile === undefined ? undefined : await readPassword(options.passwordFile)
  const memory = new Memory(systemClock)
  const devices = new DeviceMemory(memory, { microphone: options.mic, speaker: options.speaker })
  const abilities = abilitiesOf(options.colors)
  const mayAsk = abilities.kitty !== false
  const answers = await probeTerminal(process.stdin, rawStdout(), systemClock, mayAsk)
  const { light } = answers
  const look = lookOf({ ...options, light })
  let opened: Meeting | null = null
  const app: App = new App({
    clock: systemClock,
    look,
    renderer: rendererFor(options.pictures, abilities, answers),
    bindings: new Bindings(commands, options.keys),
    devices,
    bell: options.bell,
    awayAfter: options.awayAfter,
    notifications: options.notifications,
    destination: options.ip === undefined ? null : { host: options.ip, port: options.port, tls: false },
    open: async (destination, observer, ask) => {
      const answers = autoAnswer(
        role,
        systemClock,
        () => opened,
        (text) => app.announce(text),
      )
      const both: MeetingObserver = (event, before, after) => {
        observer(event, before, after)
        answers(event)
      }
      opened = await open(options, memory, devices, destination, both, ask)
      return opened
    },
    arrived: async ({ meeting, show, complain }) => {
      for (const problem of problems) complain(problem)
      await meeting.rooms.list(false)
      const entered = await enterRoom(meeting, options, password)
      const problem = entered.ok ? await callByRole(meeting, role) : null
      if (problem !== null) complain(problem)
      if (!entered.ok) complain(missingRoom(entered.refusal, options.room ?? ''))
      else if (role?.role === 'wait') show('Waiting for calls.')
      else if (role) return
      else if (options.room === undefined)
        show('Choose a room on the left with Tab and Enter, or press n to create one.')
    },
    studio: async (below, recording) => {
      const { openLibrary, openRecording } = await import('./open-library.ts')
      if (recording === null) openLibrary(below, look, options)
      else await openRecording(below, look, options, recording)
    },
    browse: (emit) => watchServers(memory.servers, systemClock, emit),
  })
  onStopSignal(() => app.leave())
  if (options.for !== undefined) systemClock.after(options.for, () => app.leave())
  return app.run()
}

/** Opens a meeting; asks for a name if none is set or the server refuses it. @throws Exit */
async function open(
  options: Options,
  memory: Memory,
  devices: DeviceMemory,
  destination: Destination,
  observer: MeetingObserver,
  ask: Ask,
): Promise<Meeting> {
  const { host, port } = destination
  const known = memory.servers.find((server) => server.host === host && server.port === port)?.name
  const name = options.name ?? known ?? (await askName(ask, 'Your name'))
  const setup = {
    ...{ options, memory, devices, name, clock: systemClock, log: null },
    askSecret: (question: string) => ask(question, { secret: true }),
    ask: (question: string) => ask(question, {}),
    anotherName: (refusal: Error) => askName(ask, refusal.message),
  }
  return startMeeting(setup, destination, observer)
}

/** Why the room of the options was not joined, with the next step where it does not exist. */
function missingRoom(refusal: string, room: string): string {
  return refusal === 'room not found' ? `There is no room ${room}. Press n to create it` : refusal
}

/** Asks for a name; null if the user cancelled, which lets the server choose. */
function askName(ask: Ask, question: string): Promise<string | null> {
  return ask(question, { filled: userInfo().username }).then((name) => name?.trim() || null)
}

/**
 * Lists the servers to choose from: those found on the network, and recent ones that are not among them. Emits the list
 * after each change until stopped.
 */
function watchServers(
  recent: readonly RecentServer[],
  clock: Clock,
  emit: (servers: readonly ServerChoice[]) => void,
): Cancel {
  const found = new Set<FoundServer>()
  const update = () => emit(serverChoices([...found], recent))
  update()
  return browse(
    {
      found: (server) => {
        found.add(server)
        update()
      },
      lost: (server) => {
        found.delete(server)
        update()
      },
      // The user can still type an address.
      failed: () => {},
    },
    clock,
  )
}

/** The servers on the network by name, then the recent ones, latest first. Pure. */
function serverChoices(found: readonly FoundServer[], recent: readonly RecentServer[]): ServerChoice[] {
  const here = found.map(({ name, host, port, tls }) => ({ name, host, port, tls, from: 'lan' as const }))
  const places = new Set(here.map(({ host, port }) => `${host} ${port}`))
  const before = recent
    .filter(({ host, port }) => !places.has(`${host} ${port}`))
    .map(({ host, port, name }) => ({
      name: name ? `as ${name}` : host,
      host,
      port,
      tls: false,
      from: 'recent' as const,
    }))
  return [...here.sort((a, b) => a.name.localeCompare(b.name)), ...before]
}
