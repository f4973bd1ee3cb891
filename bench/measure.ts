import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ended, startChild } from './children.ts'
import type { Contender } from './contender.ts'
import type { LoadOrder, LoadReport } from './load/order.ts'
import { participants, type Scenario } from './scenario.ts'
import { type ProbeReport, ServerProcess } from './server-process.ts'

const LOAD = fileURLToPath(new URL('load/main.ts', import.meta.url))
/** Time limit of a run in addition to the measurement: starting, joining at 100 members per second, warm-up, ending. */
const SETUP_MS = 20_000
const JOIN_MS = 10

export interface Measurement extends LoadReport, Partial<ProbeReport> {}

/** Runs `scenario` once against a new server. `seed` determines the phases of the talkers; `folder` is for files. */
export async function measure(
  contender: Contender,
  scenario: Scenario,
  seed: number,
  folder: string,
): Promise<Measurement> {
  const server = await ServerProcess.start(contender, join(folder, `probe-${process.hrtime.bigint()}`))
  try {
    const { port, pid, probed } = server
    const report = await generateLoad({ scenario, port, pid, probed, seed })
    const probe = server.probeReport()
    return { ...report, ...probe }
  } finally {
    if (!(await server.stop())) process.stderr.write(`${contender.name} did not exit on SIGTERM and was killed\n`)
  }
}

async function generateLoad(order: LoadOrder): Promise<LoadReport> {
  const child = startChild(process.execPath, [...process.execArgv, LOAD, JSON.stringify(order)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const limit = SETUP_MS + participants(order.scenario) * JOIN_MS + order.scenario.seconds * 1000
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  try {
    return await reportOf(child, limit)
  } finally {
    clearTimeout(timer)
    if (child.connected) child.disconnect()
    await ended(child, 1000)
  }
}

function reportOf(child: ChildProcess, limit: number): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as LoadReport))
    child.once('error', reject)
    child.once('exit', (code) => {
      const why = code === null ? `took longer than ${limit / 1000} s` : `ended with code ${code}`
      reject(new Error(`the load generator ${why}`))
    })
  })
}
