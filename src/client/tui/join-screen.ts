import { systemClock } from '../../clock.ts'
import { enterRoom } from '../enter-room.ts'
import type { ExitCode } from '../exit-codes.ts'
import { readPassword } from '../join-meeting.ts'
import { Meeting } from '../meeting.ts'
import type { ClientOptions } from '../options.ts'
import { App } from './app.ts'
import { Bindings } from './bindings.ts'
import { signsFor } from './look.ts'
import { chooseTheme } from './theme.ts'

/** Takes part in meetings by the full-screen interface, until the person leaves. */
export async function joinScreen(
  options: Partial<ClientOptions> & Omit<ClientOptions, 'ip'>,
): Promise<ExitCode> {
  const password = options.passwordFile === undefined ? undefined : await readPassword(options.passwordFile)
  const app = new App({
    clock: systemClock,
    look: { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true },
    bindings: new Bindings(),
    bell: true,
    notifications: true,
    destination: options.ip === undefined ? null : { host: options.ip, port: options.port, tls: false },
    open: ({ host, port }, observer) =>
      Meeting.open(
        {
          host,
          port,
          name: options.name ?? null,
          microphone: options.mic,
          speaker: options.speaker,
          codec: options.codec,
          bitrate: options.bitrate,
          clock: systemClock,
          log: null,
        },
        observer,
      ),
    arrived: async ({ meeting, complain }) => {
      await meeting.listRooms(false)
      const wrong = await enterRoom(meeting, options as ClientOptions, password)
      if (wrong) complain(wrong)
    },
    browse: () => () => {},
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.leave())
  if (options.for !== undefined) systemClock.after(options.for, () => app.leave())
  return app.run()
}
