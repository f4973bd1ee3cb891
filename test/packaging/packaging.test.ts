import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { describeCommand } from '../../src/lib/shell/command-line.ts'
import { limits } from '../../src/protocol/limits.ts'
import { ChatServer } from '../../src/server/chat-server.ts'
import { TextLog } from '../../src/server/log/log-formats.ts'
import { metricsOf } from '../../src/server/metrics/metrics.ts'
import { serverProgram } from '../../src/server/server-options.ts'
import { freshFolder } from '../helpers/folder.ts'
import { missing } from '../helpers/tools.ts'

const PACKAGING = new URL('../../packaging/', import.meta.url)
const OPERATION = new URL('../../docs/OPERATION.md', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, PACKAGING), 'utf8')

interface Panel {
  id: number
  title: string
  gridPos: { x: number; y: number; w: number; h: number }
  targets: { expr: string }[]
}

/** The names of the series that a server exports, those of histograms with their suffixes. */
async function exportedSeries(): Promise<Set<string>> {
  const server = new ChatServer({
    limits,
    ...{ voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 }, codecs: ['pcm'], clock: systemClock },
    ...{ log: new TextLog(null, () => {}), identity: null, password: null, recordings: null },
    places: { connections: 1, connectionsPerAddress: 1 },
  })
  onTestFinished(() => server.close())
  const text = await metricsOf(server).metrics()
  return new Set(text.match(/^[a-z]\w*/gm))
}

/** The names of series in a query, without functions, labels and keywords. */
function seriesIn(query: string): string[] {
  return query.match(/\b(?:parlor|process|nodejs)_\w+/g) ?? []
}

describe('Grafana dashboard', () => {
  const { panels } = JSON.parse(read('grafana-dashboard.json')) as { panels: Panel[] }

  it('queries in each panel only series that the server exports', async () => {
    const exported = await exportedSeries()
    for (const { title, targets } of panels) {
      expect(targets.length, title).toBeGreaterThan(0)
      for (const { expr } of targets) {
        expect(seriesIn(expr), `${title}: ${expr}`).not.toEqual([])
        for (const series of seriesIn(expr)) expect(exported, `${title}: ${series}`).toContain(series)
      }
    }
  })

  it('lays out its panels without overlap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
  })
})

describe('docs/OPERATION.md', () => {
  it('names only metrics that the server exports', async () => {
    const exported = await exportedSeries()
    const named = seriesIn(readFileSync(OPERATION, 'utf8')).filter((name) => !exported.has(`${name}_count`))
    expect(named.filter((name) => !exported.has(name) && name !== 'nodejs_gc_duration_seconds')).toEqual([])
  })
})

describe('systemd unit, image and compose file', () => {
  const { options } = describeCommand(serverProgram())
  const known = options.map(({ long }) => long)

  it.each(['parlor.service', 'Dockerfile', 'compose.yaml'])('use only options that the server has, in %s', (name) => {
    const lines = read(name).split('\n')
    const starts = lines.filter((line) => /^(ExecStart|Environment=OPTIONS|ENTRYPOINT| *command:)/.test(line))
    const given = starts.join('\n').match(/(?<=[\s="[])--[a-z-]+/g) ?? []
    expect(given).not.toEqual([])
    expect(known).toEqual(expect.arrayContaining(given))
  })

  it.skipIf(missing('systemd-analyze'))('include a unit that systemd accepts and rates as hardened', () => {
    const file = join(freshFolder(), 'parlor.service')
    // Neither the program nor its manual has to be installed where the tests run.
    const unit = read('parlor.service').replace('/usr/bin/chat-server', process.execPath)
    writeFileSync(file, unit.replace(/^Documentation=.*$/m, ''))
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    expect(verified.stderr + verified.stdout).toBe('')
    expect(verified.status).toBe(0)
    const args = ['security', '--offline=true', '--threshold=20', '--no-pager', file]
    const security = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    expect(security.status, security.stdout.slice(-200)).toBe(0)
  })
})
