import { beforeEach, expect, test } from 'vitest'
import { DeviceError, type Speaker } from '../../../src/audio/devices/device.ts'
import { DeviceSlot, type DeviceTold } from '../../../src/audio/devices/device-slot.ts'
import { ok, refused } from '../../../src/lib/result.ts'

/** A speaker that keeps what is done to it. */
class Fake implements Speaker {
  readonly name: string
  closed = false
  told: DeviceTold | undefined

  constructor(name: string) {
    this.name = name
  }

  start(): void {}

  async close(): Promise<void> {
    this.closed = true
  }
}

let opening: Map<string, { done(device: Fake): void; fail(reason: string): void }>
let started: string[]
let told: string[]
let slot: DeviceSlot<Fake>

beforeEach(() => {
  opening = new Map()
  started = []
  told = []
  slot = new DeviceSlot<Fake>({
    kind: 'speaker',
    open: (spec = 'default') =>
      new Promise((resolve, reject) => {
        opening.set(spec, { done: resolve, fail: (reason) => reject(new DeviceError(reason)) })
      }),
    start: (device, handlers) => {
      started.push(device.name)
      device.told = handlers
    },
    told: (fine, message) => told.push(`${fine ? 'fine' : 'not fine'}: ${message}`),
  })
})

async function opened(name: string): Promise<Fake> {
  const device = new Fake(name)
  const used = slot.use(name)
  await Promise.resolve()
  opening.get(name)!.done(device)
  expect(await used).toEqual(ok(undefined))
  return device
}

test('DeviceSlot closes the old device after the new one is open', async () => {
  const a = await opened('a')
  expect(slot.state).toEqual({ name: 'a', problem: null })
  const change = slot.use('b')
  await Promise.resolve()
  expect(slot.holds(a)).toBe(true)
  const b = new Fake('b')
  opening.get('b')!.done(b)
  expect(await change).toEqual(ok(undefined))
  expect(slot.holds(b)).toBe(true)
  expect(a.closed).toBe(true)
  expect(started).toEqual(['a', 'b'])
  expect(told).toEqual(['fine: a', 'fine: b'])
})

test('DeviceSlot keeps the old device when the new one cannot be opened', async () => {
  const a = await opened('a')
  const change = slot.use('b')
  await Promise.resolve()
  opening.get('b')!.fail('it is in use')
  expect(await change).toEqual(refused('it is in use'))
  expect(slot.holds(a)).toBe(true)
  expect(a.closed).toBe(false)
  expect(slot.state).toEqual({ name: 'a', problem: null })
  expect(told).toEqual(['fine: a'])
})

test('DeviceSlot reports a first device that cannot be opened, and accepts another', async () => {
  const open = slot.open('a')
  await Promise.resolve()
  opening.get('a')!.fail('there is none')
  await open
  expect(slot.state).toEqual({ name: null, problem: 'there is none' })
  expect(told).toEqual(['not fine: there is none'])
  await opened('b')
  expect(slot.state).toEqual({ name: 'b', problem: null })
})

test('DeviceSlot processes changes one after the other', async () => {
  const first = slot.use('a')
  const second = slot.use('b')
  await Promise.resolve()
  expect([...opening.keys()]).toEqual(['a'])
  const [a, b] = [new Fake('a'), new Fake('b')]
  opening.get('a')!.done(a)
  await first
  await Promise.resolve()
  opening.get('b')!.done(b)
  expect(await second).toEqual(ok(undefined))
  expect(a.closed).toBe(true)
  expect(slot.holds(b)).toBe(true)
})

test('DeviceSlot closes a device that opens after close', async () => {
  const change = slot.use('a')
  await Promise.resolve()
  await slot.close()
  const a = new Fake('a')
  opening.get('a')!.done(a)
  expect(await change).toEqual(refused('the meeting is over'))
  expect(a.closed).toBe(true)
  expect(started).toEqual([])
  expect(await slot.use('b')).toEqual(refused('the meeting is over'))
})

test('DeviceSlot reports events of the device in use only', async () => {
  const a = await opened('a')
  a.told!.failed(new DeviceError('it stopped'))
  expect(slot.state).toEqual({ name: 'a', problem: 'it stopped' })
  a.told!.recovered()
  expect(slot.state.problem).toBeNull()
  await opened('b')
  a.told!.failed(new DeviceError('it is gone'))
  expect(told).toEqual(['fine: a', 'not fine: it stopped', 'fine: a', 'fine: b'])
})
