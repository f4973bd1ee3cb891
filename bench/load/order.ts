import type { Scenario } from '../scenario.ts'

/** What the load generator is told to do, as JSON in its first argument. */
export interface LoadOrder {
  scenario: Scenario
  /** Of the server on 127.0.0.1. */
  port: number
  /** Of the server, to read its CPU time and memory. */
  pid: number
  /** Whether the server holds the probe, which is told of the window's begin and end by SIGUSR2. */
  probed: boolean
  /** Fixes the phases of the talkers. */
  seed: number
}

/** What the load generator measured, sent to its parent as one message. */
export interface LoadReport {
  /** CPU time of the server in ms per participant and second. */
  cpuMs: number
  /** Resident memory of the server at the window's end, in MB. */
  rssMb: number
  /** From a talker's send to a sampled member's receive, in ms. */
  latencyP50: number
  latencyP99: number
  /** Share (0..1) of the talkers' frames (for Opus: of their marks) that never reached a sampled member. */
  lost: number
  /** Share of them that were heard more than 60 ms after they were sent. */
  late: number
  /** Share of the frames, one each period, that members were not sent, whoever is in them. */
  gaps: number
  /** What the server sent to a listener, in kbit/s. */
  kbits: number
  /** CPU of the load generator, as a share of one core. */
  loadCpu: number
  /** Share of the time that the server, or the load generator if more, was ready to run but had no CPU. */
  waited: number
  /** How late talkers sent, by their own schedule: the load generator's fault. */
  sendLatenessP99: number
  /** Connections that the server closed. */
  closed: number
  /** What the server did wrong, a sentence each: another's voice missing, a member's own voice in the mix. */
  wrongs: string[]
}
