import type { Scenario } from '../scenario.ts'

/** The task of the load generator, passed as JSON in its first argument. */
export interface LoadOrder {
  scenario: Scenario
  /** Port of the server on 127.0.0.1. */
  port: number
  /** Process id of the server, to read its CPU time and memory. */
  pid: number
  /** Whether the server has the probe, which SIGUSR2 notifies of start and end of the measurement. */
  probed: boolean
  /** Determines the phases of the talkers. */
  seed: number
}

/** The results of the load generator, sent to its parent as one message. */
export interface LoadReport {
  /** CPU time of the server in ms per participant and second. */
  cpuMs: number
  /** Resident memory of the server at the end of the measurement, in MB. */
  rssMb: number
  /** Latency from sending talker to receiving sampled member, in ms. */
  latencyP50: number
  latencyP99: number
  /** Fraction (0..1) of voice frames (for Opus: of marks) that never reached a sampled member. */
  lost: number
  /** Fraction of them received more than 60 ms after they were sent. */
  late: number
  /** Fraction of periods in which members were not sent any frame. */
  gaps: number
  /** Data rate to a listener, in kbit/s. */
  kbits: number
  /** CPU of the load generator, as a fraction of one core. */
  loadCpu: number
  /** Fraction of time that the server, or the load generator if more, waited for the CPU. */
  waited: number
  /** How late talkers sent relative to their schedule, because of the load generator. */
  sendLatenessP99: number
  /** Connections that the server closed. */
  closed: number
  /** Errors of the server, a sentence each: a voice missing from the mix, or a member's own voice in it. */
  wrongs: string[]
}
