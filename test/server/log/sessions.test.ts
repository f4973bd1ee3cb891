import { describe, expect, it } from 'vitest'
import { Hosted } from '../hosted.ts'

/** What people did, without each message. */
function deeds({ logged }: Hosted): [string, object][] {
  return logged.filter(([name]) => !['received', 'sent', 'connected'].includes(name))
}

describe('the log of sessions', () => {
  it('logs names, joins and leaves with the user', async () => {
    const hosted = new Hosted()
    await hosted.meet('Ann')
    const bo = hosted.connect({ address: '10.0.0.7' })
    await bo.say({ action: 'hello', name: 'Bo' }, { action: 'join', room: 'hello' })
    await bo.say({ action: 'rename', name: 'Bob' }, { action: 'quit_room' })
    await bo.breakOff()
    const place = { address: '10.0.0.7', port: 1, user: 2 }
    expect(deeds(hosted).slice(2)).toEqual([
      ['named', { ...place, name: 'Bo' }],
      ['joined', { ...place, name: 'Bo', room: 'hello' }],
      ['named', { ...place, name: 'Bob' }],
      ['left', { ...place, name: 'Bob', room: 'hello' }],
      ['ended', { address: '10.0.0.7', port: 1 }],
    ])
  })

  it('logs a lost connection and its resumption', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'hello', name: 'Ann', resumable: true })
    const { resume } = ann.messages[0]!
    await ann.breakOff()
    await hosted.connect().say({ action: 'hello', resume })
    expect(deeds(hosted).map(([name]) => name)).toEqual(['named', 'cut_off', 'ended', 'resumed', 'named'])
  })

  it('logs a wrong password, and nothing when none was sent', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    await ann!.say({ action: 'create', room: 'private', password: 'right', id: 1 })
    await expect.poll(() => ann!.messages.some(({ id }) => id === 1)).toBe(true)
    await ann!.say({ action: 'join', room: 'private' }, { action: 'join', room: 'private', password: 'x', id: 2 })
    await expect.poll(() => ann!.messages.some(({ id }) => id === 2)).toBe(true)
    expect(deeds(hosted).filter(([name]) => name === 'wrong_password')).toMatchObject([
      ['wrong_password', { name: 'Ann' }],
    ])
  })
})
