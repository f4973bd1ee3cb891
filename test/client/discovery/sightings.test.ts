import { describe, expect, it } from 'vitest'
import { MAX_SIGHTINGS, Sightings } from '../../../src/client/discovery/discovery.ts'
import type { FoundServer } from '../../../src/client/discovery/found-server.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const server = (port: number, name = 'studio'): FoundServer => ({
  name,
  host: '192.168.1.5',
  port,
  tls: false,
  version: 1,
  own: false,
})

function watch() {
  const clock = new ManualClock()
  const told: string[] = []
  const sightings = new Sightings(clock, {
    found: ({ name, port }) => told.push(`+${name} ${port}`),
    lost: ({ name, port }) => told.push(`-${name} ${port}`),
  })
  return { clock, told, sightings }
}

describe('Sightings', () => {
  it('reports a server once, and again when it changes', () => {
    const { told, sightings } = watch()
    sightings.seen(server(1))
    sightings.seen(server(1))
    sightings.seen(server(1, 'kitchen'))
    expect(told).toEqual(['+studio 1', '-studio 1', '+kitchen 1'])
  })

  it('removes a server after its goodbye and after 12 s of silence', () => {
    const { clock, told, sightings } = watch()
    sightings.seen(server(1))
    sightings.seen(server(2))
    sightings.gone(server(1))
    sightings.gone(server(1))
    clock.advance(10_000)
    sightings.seen(server(3))
    sightings.forget()
    clock.advance(2_001)
    sightings.forget()
    expect(told).toEqual(['+studio 1', '+studio 2', '-studio 1', '+studio 3', '-studio 2'])
  })

  it('keeps at most 200 servers', () => {
    const { told, sightings } = watch()
    for (let port = 1; port <= 1000; port++) sightings.seen(server(port))
    expect(told).toHaveLength(MAX_SIGHTINGS)
    sightings.gone(server(1))
    sightings.seen(server(1000))
    expect(told.at(-1)).toBe('+studio 1000')
  })
})
