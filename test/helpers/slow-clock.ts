import { ManualClock } from './manual-clock.ts'

/** The clock of a machine on which every look at it takes a millisecond. */
export class SlowClock extends ManualClock {
  override now(): number {
    this.advance(1)
    return super.now()
  }
}
