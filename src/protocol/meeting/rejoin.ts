import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { sleep } from '../../lib/timeout.ts'
import type { ActionFields } from '../actions.ts'
import type { LabelFields } from '../labels.ts'
import type { MeetingState } from './state.ts'

/** A room that the client is in, with what it takes to find the same one again or to create it as it was. */
export interface Place {
  readonly room: string
  /** The password it was joined with; undefined: none. */
  readonly password: string | undefined
  readonly temporary: boolean
  /** Whether it was locked by its host. */
  readonly closed: boolean
  /** Whether it is the room of a call, which is never made again. */
  readonly call?: boolean
  /** Who is its host. */
  readonly host: 'self' | 'other' | 'nobody'
}

/** Adds to a place what the client was last sent about the room. */
export function placeIn(state: MeetingState, place: Place): Place {
  const details = state.rooms.find(({ room }) => room === place.room)
  const host = state.users.find((user) => user.host)
  return {
    ...place,
    temporary: details?.temporary ?? place.temporary,
    closed: details?.closed ?? false,
    host: !host ? 'nobody' : host.id === state.self.id ? 'self' : 'other',
  }
}

/**
 * ms for which others leave it to the host to create the room, who would lose it otherwise; then the first of them creates it,
 * after up to as much again.
 */
const HOST_FIRST = 1_500
/** ms between two attempts to join meanwhile, and after the server asked to wait. */
const LOOK_AGAIN = 300
const WAIT = 2_000

/** The requests of a connection that rejoining needs. They reject if the server answers with an error, or not at all. */
export interface RoomRequests {
  request(action: 'list', fields: ActionFields<'list'>): Promise<LabelFields<'list_rooms'>>
  request(action: 'join', fields: ActionFields<'join'>): Promise<LabelFields<'join_room'>>
  request(action: 'create', fields: ActionFields<'create'>): Promise<LabelFields<'created_room'>>
}

export interface RejoinOptions {
  readonly link: RoomRequests
  readonly place: Place
  readonly clock: Clock
  /** Whether the room is still to be joined, and the link is connected. */
  wanted(): boolean
  /** Whether an error of a request is a refusal that waiting does not change. */
  isFinal(error: unknown): boolean
  /** The server did not answer, or refused for now. Called once. @param why a sentence */
  waiting(why: string): void
  /** Returns numbers in [0, 1). */
  random?: () => number
}

/** Rejoined, or why not: a sentence or the status of the server; null if it is not wanted any more. */
export type Rejoined = Result<LabelFields<'join_room'>> | null

/**
 * Rejoins a room over a new connection. If the server does not have it any more, because it restarted or the room was
 * temporary, it is created as it was, by its host if they return in time. Anybody can create a room of that name first: a room
 * that was private is only entered with its password, and only if it has one. Waits while the server refuses for now.
 */
export async function rejoin(options: RejoinOptions): Promise<Rejoined> {
  const { clock, wanted, waiting, isFinal, place, random = Math.random } = options
  const patience = place.host === 'other' ? HOST_FIRST * (1 + random()) : 0
  const until = clock.now() + patience
  let told = false
  while (wanted()) {
    try {
      const reply = await join(options, clock.now() >= until)
      if (reply) return reply
      await sleep(clock, LOOK_AGAIN)
    } catch (error) {
      const why = (error as Error).message
      if (isFinal(error)) return refused(why)
      if (!told && wanted()) waiting(why)
      told = true
      await sleep(clock, WAIT * (0.5 + random()))
    }
  }
  return null
}

const UNLOCKED =
  'it was locked, and the server does not know that any more, so others may be in it. Join it by hand to enter it anyway'
const NOT_PRIVATE =
  'it has no password any more, so it may be the room of somebody else. Join it by hand to enter it anyway'

/** @returns null if there is no such room and it is not to be created yet, or it is not wanted any more */
async function join({ link, place, wanted: still }: RejoinOptions, create: boolean): Promise<Rejoined> {
  const { room, password, temporary } = place
  const wanted = { room, ...(password === undefined ? {} : { password }) }
  if (password !== undefined || place.closed) {
    const { details = [] } = await link.request('list', {})
    const found = details.find((one) => one.room === room)
    if (password === undefined && !found?.closed) return refused(UNLOCKED)
    // A server that is older than this client admits a client with a password to a room without one.
    if (password !== undefined && found && !found.locked) return refused(NOT_PRIVATE)
  }
  // The user may have gone elsewhere.
  if (!still()) return null
  let reply = await link.request('join', wanted)
  if (reply.status === 'room not found') {
    if (!create) return null
    // The result is ignored: another returning client may have created it in between.
    await link.request('create', { ...wanted, ...(temporary ? { temporary } : {}) })
    if (!still()) return null
    reply = await link.request('join', wanted)
  }
  return reply.status === 'ok' ? ok(reply) : refused(reply.message ?? reply.status)
}
