/** Louder than this is talking; dBFS, as for the others in the room. */
const THRESHOLD = -55
/** ms of silence that end a turn: longer than the pauses between words. */
const HOLD = 600

/** Somebody talked, from and to a moment of the recording in ms. */
export interface SpeakerTurn {
  readonly user: number
  readonly from: number
  readonly to: number
}

/** Who spoke when, from the levels of their frames. */
export class SpeakerTurns {
  readonly #frameMs: number
  readonly #ended: (loopBudget: SpeakerTurn) => void
  readonly #open = new Map<number, { from: number; to: number }>()

  /** @param ended is told each turn once it is over. */
  constructor(frameMs: number, ended: (loopBudget: SpeakerTurn) => void) {
    this.#frameMs = frameMs
    this.#ended = ended
  }

  /** Takes the level (dBFS) of a frame that begins at `at`. */
  level(user: number, at: number, dbfs: number): void {
    if (dbfs < THRESHOLD) return
    const turn = this.#open.get(user)
    const to = at + this.#frameMs
    if (turn && at - turn.to <= HOLD) turn.to = to
    else {
      this.#end(user)
      this.#open.set(user, { from: at, to })
    }
  }

  /** Ends the turns of those who have been silent for long enough at `now`. */
  poll(now: number): void {
    for (const [user, { to }] of this.#open) if (now - to > HOLD) this.#end(user)
  }

  /** Ends all turns. */
  close(): void {
    for (const user of [...this.#open.keys()]) this.#end(user)
  }

  #end(user: number): void {
    const turn = this.#open.get(user)
    if (!turn) return
    this.#open.delete(user)
    this.#ended({ user, from: Math.round(turn.from), to: Math.round(turn.to) })
  }
}
