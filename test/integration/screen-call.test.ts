import { expect, it, onTestFinished, vi } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'

const { server, open, enter } = useScreens()

it('calls a person from the list, talks, and returns to the room', async () => {
  const bo = await enter('Bo', 'standup')
  const ann = open('Ann')
  await ann.shows('Choose a room on the left')
  ann.type('p')
  await ann.shows('in standup')
  ann.type('bo')
  await ann.shows('› bo')
  ann.type(keys.enter)
  await ann.shows('Call Bo with video')
  ann.type(keys.enter)
  await ann.shows('Calling Bo: H to take it back')
  await bo.shows('Ann is calling')
  await vi.waitFor(() => {
    bo.type('a')
    expect(bo.text).toContain('Call with Ann')
  }, 60_000)
  await ann.shows(/Call with Bo 0:\d\d: H to hang up/)
  ann.type(`${keys.enter}only for you${keys.enter}`)
  await bo.shows(/Ann │ only for you/)
  await bo.shows(/Call with Ann 0:0[1-9]/)
  bo.type('H')
  await bo.shows('You are in standup')
  await ann.shows('The call ended after')
  expect(ann.text).not.toContain('Call with Bo')
})

it('declines with a text, and lists a missed call to call back', async () => {
  const ann = await enter('Ann', 'one')
  const bo = await enter('Bo', 'two')
  ann.type(`/call Bo${keys.enter}`)
  await bo.shows('Ann is calling')
  await vi.waitFor(() => {
    if (!bo.text.includes('Decline with this text')) bo.type('t')
    expect(bo.text).toContain('Decline with this text')
  }, 60_000)
  bo.type(`in five${keys.enter}`)
  // The key is pressed until it counts; a further one is typed.
  await ann.shows(/Bo declined: t*in five/)
  ann.type(`/call Bo${keys.enter}`)
  await bo.shows('Ann is calling')
  ann.type(`/hangup${keys.enter}`)
  await bo.shows('1 missed call: C to see')
  bo.type('C')
  await bo.shows(/Ann, missed/)
  bo.type(keys.enter)
  await ann.shows('Bo is calling')
})

it('puts a caller through by itself, after it said so', async () => {
  const at = ['--ip', '127.0.0.1', '--port', String(server.process.port), '--mic', 'null', '--speaker', 'null']
  const door = new Screen(['wait', '--auto-answer', 'Ann', '--name', 'Door', ...at])
  onTestFinished(() => door.stop())
  await door.shows('Waiting for calls.')
  const [ann] = await server.greet('Ann')
  const { people } = (await ann.ask({ action: 'people' })) as unknown as { people: { id: number; name: string }[] }
  ann.sendLine({ action: 'call', to: people.find(({ name }) => name === 'Door')!.id })
  await door.shows('Putting Ann through.')
  expect(await ann.next('join_room')).toMatchObject({ status: 'ok' })
  await eventually(() => door.text).toContain('Call with Ann')
})
