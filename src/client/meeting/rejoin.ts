import type { LabelFields } from '../../protocol/labels.ts'
import type { ServerLink } from '../connection/server-link.ts'

/** The room one is in, as far as it takes to come back to it. */
export interface Place {
  readonly room: string
  readonly password: string | undefined
}

/** Goes into a room where one was before; a server that was started anew is given it first. */
export async function rejoin(link: ServerLink, { room, password }: Place): Promise<LabelFields<'join_room'>> {
  const wanted = { room, ...(password === undefined ? {} : { password }) }
  const reply = await link.request('join', wanted)
  if (reply.status !== 'room not found') return reply
  // Another who comes back may make it at the same moment, which is as good.
  await link.request('create', wanted)
  return link.request('join', wanted)
}
