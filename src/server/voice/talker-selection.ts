import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import { type Candidate, chooseTalkers } from './choose-talkers.ts'
import { LEAST_TALKERS, TalkerBudget } from './talker-budget.ts'

/** A person who sends voice. `TalkerSelection` sets `heard`, `heardSince` and `auditioned`. */
export interface Talker extends Candidate {
  heard: boolean
  heardSince: number
  /** Whether the level of the next frame is to be measured although it is not mixed. */
  auditioned: boolean
  /** When that was asked for last, in ms. */
  auditionedAt: number
  /** Arrival time of the last frame in ms. */
  readonly heardAt: number
  /** Whether frames are mixed; otherwise only `heardAt` shows whether they still send. */
  readonly active: boolean
  /** Called when the person is not mixed any more. */
  dropped(): void
}

/** ms between two choices. */
const INTERVAL = 100
/** ms without a frame after which a person who is not mixed no longer counts; their connection may be read rarely. */
const GONE = 1_000
/** People per room whose level is measured between two choices, and while the server is overloaded. */
const AUDITIONS = 8
const HURRIED_AUDITIONS = 2

/**
 * Selects whose voice is mixed. As long as no room, no address and not the server as a whole has more talkers than it may,
 * everyone is mixed at once and nothing is computed. Otherwise a choice is made ten times a second.
 */
export class TalkerSelection {
  readonly #clock: Clock
  readonly #load: () => number
  readonly #perRoom: number
  readonly #perAddress: number
  readonly #budget = new TalkerBudget()
  readonly #talkers = new Set<Talker>()
  /** Talkers who are heard, by room and by address. */
  readonly #inRooms = new Map<object, number>()
  readonly #fromAddresses = new Map<string, number>()
  #heard = 0
  #cancel: Cancel | null = null

  /**
   * @param load returns the fraction (0..1) of the time since its last call in which the event loop was busy; default:
   * never overloaded
   */
  constructor(
    clock: Clock,
    { roomTalkers, addressTalkers }: Pick<Limits, 'roomTalkers' | 'addressTalkers'>,
    load: () => number = () => 0,
  ) {
    this.#clock = clock
    this.#perRoom = roomTalkers
    this.#perAddress = addressTalkers
    this.#load = load
  }

  /** Whether fewer people are mixed than rooms and addresses may have, because the event loop is too busy. */
  get overloaded(): boolean {
    return this.#budget.total !== Infinity
  }

  /** ms for which nothing is to be read from a person who is not mixed, after each read; 0: read as usual. */
  get rest(): number {
    return this.#budget.rest
  }

  /** Adds a person who begins to send, and sets whether they are heard. */
  enter(talker: Talker): void {
    if (this.#talkers.has(talker)) return
    this.#talkers.add(talker)
    talker.auditionedAt = -Infinity
    talker.auditioned = true
    if (this.#hasPlace(talker)) this.#admit(talker)
    if (!talker.heard || this.#talkers.size > LEAST_TALKERS) this.#watch()
  }

  /** Removes a person who sends no more. */
  leave(talker: Talker): void {
    if (!this.#talkers.delete(talker)) return
    if (talker.heard) this.#dismiss(talker)
    talker.auditioned = false
  }

  #hasPlace({ room, address }: Talker): boolean {
    if (this.#heard >= this.#budget.total) return false
    if ((this.#inRooms.get(room) ?? 0) >= this.#perRoom) return false
    return address === null || (this.#fromAddresses.get(address) ?? 0) < this.#perAddress
  }

  #admit(talker: Talker): void {
    talker.heard = true
    talker.heardSince = this.#clock.now()
    this.#count(talker, 1)
  }

  #dismiss(talker: Talker): void {
    talker.heard = false
    this.#count(talker, -1)
  }

  #count({ room, address }: Talker, by: 1 | -1): void {
    this.#heard += by
    count(this.#inRooms, room, by)
    if (address !== null) count(this.#fromAddresses, address, by)
  }

  /** Makes a choice soon, and again and again until it is needed no more. */
  #watch(): void {
    if (this.#cancel) return
    // The load before nobody watched it says nothing about the load of voice.
    this.#load()
    this.#schedule()
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(INTERVAL, () => {
      this.#cancel = null
      this.#choose()
      const settled = this.#talkers.size <= LEAST_TALKERS && [...this.#talkers].every(({ active }) => active)
      if (!settled || this.overloaded) this.#schedule()
    })
  }

  #choose(): void {
    const now = this.#clock.now()
    for (const talker of this.#talkers) {
      if (!talker.active && now - talker.heardAt >= GONE) this.leave(talker)
    }
    this.#budget.update(this.#load(), this.#heard, this.#talkers.size)
    if (this.#heard === this.#talkers.size && this.#heard <= this.#budget.total) return
    const places = { perRoom: this.#perRoom, perAddress: this.#perAddress, total: this.#budget.total }
    const chosen = chooseTalkers(this.#talkers, places, now)
    const dropped = [...this.#talkers].filter((talker) => talker.heard && !chosen.has(talker))
    for (const talker of dropped) this.#dismiss(talker)
    for (const talker of chosen) if (!talker.heard) this.#admit(talker)
    this.#audition(now)
    // Last, because the mixer then mixes without them.
    for (const talker of dropped) talker.dropped()
  }

  /** Asks for the level of some who are not heard, of those first who have not been asked for longest. */
  #audition(now: number): void {
    const most = this.overloaded ? HURRIED_AUDITIONS : AUDITIONS
    const waiting = [...this.#talkers].filter(({ heard }) => !heard)
    waiting.sort((a, b) => a.auditionedAt - b.auditionedAt)
    const inRooms = new Map<object, number>()
    for (const talker of waiting) {
      if (count(inRooms, talker.room, 1) > most) continue
      talker.auditioned = true
      talker.auditionedAt = now
    }
  }
}

/** @returns the new count */
function count<Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): number {
  const counted = (counts.get(key) ?? 0) + by
  if (counted === 0) counts.delete(key)
  else counts.set(key, counted)
  return counted
}
