/**
 * Loaded into a Node server by `--import`, to read what only the process itself can tell: at each SIGUSR2 it
 * appends a line of JSON to the file PARLOR_PROBE_FILE, about the time since the signal before, and starts afresh.
 * It costs the server one native timer every 20 ms. With PARLOR_PROFILE_FILE it also profiles the CPU from the
 * first signal to the second, and writes the profile there.
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

const RESOLUTION_MS = 20
const SAMPLING_US = 1000
const { PARLOR_PROBE_FILE: file, PARLOR_PROFILE_FILE: profileFile } = process.env
let signals = 0
let session
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
let since = performance.now()
let gcMs = 0
let longestGcMs = 0

const observer = new PerformanceObserver((list) => count(list.getEntries()))
observer.observe({ entryTypes: ['gc'] })
delay.enable()

function count(entries) {
  for (const { duration } of entries) {
    gcMs += duration
    longestGcMs = Math.max(longestGcMs, duration)
  }
}

process.on('SIGUSR2', () => {
  count(observer.takeRecords())
  const now = performance.now()
  // The histogram holds whole periods of its timer: what is over one is lateness.
  const loopLatenessP99 = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS)
  const report = { gcShare: gcMs / (now - since), longestGcMs, loopLatenessP99 }
  if (file) appendFileSync(file, `${JSON.stringify(report)}\n`)
  since = now
  gcMs = 0
  longestGcMs = 0
  delay.reset()
  signals++
  if (profileFile && signals === 1) startProfile()
  if (profileFile && signals === 2) endProfile()
})

async function startProfile() {
  const { Session } = await import('node:inspector/promises')
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_US })
  await session.post('Profiler.start')
}

async function endProfile() {
  const { profile } = await session.post('Profiler.stop')
  writeFileSync(profileFile, JSON.stringify(profile))
}
