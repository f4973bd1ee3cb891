import { onTestFinished } from 'vitest'
import { Meeting } from '../../src/client/meeting/meeting.ts'
import { narrate } from '../../src/client/meeting/narrate.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { type Limits, limits } from '../../src/protocol/limits.ts'
import type { MeetingEvent } from '../../src/protocol/meeting/meeting-events.ts'
import { ChatServer } from '../../src/server/chat-server.ts'
import { TextLog } from '../../src/server/log/log-formats.ts'

/** A server in this process, in the clear. @param changed limits that differ from the defaults */
export async function serve(changed: Partial<Limits> = {}, port = 0) {
  const server = new ChatServer({
    limits: { ...limits, ...changed },
    voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 },
    codecs: ['pcm'],
    clock: systemClock,
    log: new TextLog(null, () => {}),
    identity: null,
    places: { connections: 100, connectionsPerAddress: 100 },
    password: null,
    recordings: null,
  })
  const at = await server.listen(port, '127.0.0.1')
  onTestFinished(() => server.close())
  return { server, port: at }
}

/** A person in a meeting without devices, and the lines that their plain client prints. */
export async function meet(port: number, name: string) {
  const lines: string[] = []
  const events: MeetingEvent[] = []
  const meeting = await Meeting.open(
    {
      ...{ host: '127.0.0.1', port, clock: systemClock, log: null, protection: null, name, codec: 'pcm' },
      ...{ reconnect: true, serverPassword: async () => null, met: false, microphone: 'null', speaker: 'null' },
      ...{ voice: {}, recordFolder: '', bitrate: 32_000, recordings: { remember: () => {}, all: () => [] } as never },
      sharing: { capture: 'auto', fps: undefined, maxWidth: 640 } as never,
    },
    (event, before) => {
      events.push(event)
      lines.push(...narrate(before, event))
    },
  )
  onTestFinished(() => meeting.close())
  return { meeting, lines, events }
}
