import { describe, expect, it } from 'vitest'
import { keys, type Screen } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'

const { server, enter, open } = useScreens()

/** A person on the wire, in a room of this name. */
async function guest(name: string, room: string) {
  const [client, id] = await server.greet(name)
  await client.ask({ action: 'join', room })
  return { client, id, say: (text: string, to?: unknown) => client.sendLine({ action: 'say', text, to }) }
}

/** The columns in which the bar between names and texts stands, in rows that hold a text. */
function bars(screen: Screen, texts: readonly string[]): number[] {
  return texts.map((text) => {
    const { x, y } = screen.find(text)
    for (let column = x; column >= 0; column--) if (screen.cell(column, y).text === '│') return x - column
    return -1
  })
}

describe('writing in the full-screen client', () => {
  it('sends a paste only on Enter, as a whole', async () => {
    const ann = await enter('Ann', 'paste')
    const bo = await guest('Bo', 'paste')
    await ann.shows('Bo joined.')
    ann.paste('first line\r\nsecond line\nthird')
    await ann.shows('first line↵second line↵third')
    expect(bo.client.messages.filter(({ label }) => label === 'said')).toEqual([])
    ann.type(keys.enter)
    expect(await bo.client.next('said')).toMatchObject({ text: 'first line\nsecond line\nthird' })
  })

  it('recalls earlier lines with the arrow keys', async () => {
    const ann = await enter('Ann', 'history')
    ann.type(`${keys.enter}first thing${keys.enter}`)
    await ann.shows(/Ann │ first thing/)
    ann.type(`second thing${keys.enter}`)
    await ann.shows(/Ann │ second thing/)
    ann.type(`draft${keys.up}${keys.up}`)
    await ann.shows(/› first thing/)
    ann.type(`${keys.down}${keys.down}`)
    await ann.shows(/› draft/)
  })

  it('sends a private message that others do not see', async () => {
    const ann = await enter('Ann', 'aside')
    const bo = await enter('Bo', 'aside')
    const cy = await guest('Cy', 'aside')
    await ann.shows('Cy joined.')
    ann.type(`/msg bo just for you${keys.enter}`)
    await bo.shows(/from Ann │ just for you/)
    await ann.shows(/to Bo │ just for you/)
    ann.type(`for all${keys.enter}`)
    await cy.client.next('said', ({ text }) => text === 'for all')
    expect(cy.client.messages.some(({ text }) => text === 'just for you')).toBe(false)
  })

  it('rings when the user is mentioned, and notifies the desktop when the terminal is not focused', async () => {
    const ann = await enter('Ann', 'bell')
    const bo = await guest('Bo', 'bell')
    await ann.shows('Bo joined.')
    const before = ann.raw.length
    bo.say('hello all')
    await ann.shows('hello all')
    ann.type(`${keys.enter}ann, says Ann${keys.enter}`)
    await ann.shows(/Ann │ ann, says Ann/)
    expect(ann.raw.slice(before)).not.toContain('\u0007')
    ann.look(true)
    // What is typed after it shows that it was taken.
    ann.type('seen')
    await ann.shows('› seen')
    bo.say('ann, look')
    await ann.shows('ann, look')
    await ann.shows(() => ann.raw.slice(before).includes('\u0007'))
    expect(ann.raw.slice(before)).not.toContain('\u001B]9;')
    ann.look(false)
    ann.type(' it')
    await ann.shows('› seen it')
    bo.say('@Ann; are you there?')
    await ann.shows('are you there')
    await ann.shows(() => ann.raw.includes('\u001B]9;Bo: @Ann, are you there?\u001B\\'))
  })

  it('marks other rooms with unread messages until they are visited', async () => {
    const ann = await enter('Ann', 'here')
    const [bo] = await server.greet('Bo')
    await bo.ask({ action: 'create', room: 'there' })
    await bo.ask({ action: 'join', room: 'there' })
    await ann.shows(/there\s+1 /)
    for (let i = 0; i < 3; i++) bo.sendLine({ action: 'say', text: `message ${i}` })
    await ann.shows(/there\s+•3 1 /)
    const { x, y } = ann.find('there')
    ann.click(x, y)
    await ann.shows('You are in there')
    await ann.shows(/there\s+2 /)
    expect(ann.text).not.toContain('•')
  })

  it('scrolls back, counts new messages, and returns', async () => {
    const ann = await enter('Ann', 'long')
    // One alone may not say so much at once.
    const others = await Promise.all(['Bo', 'Cy', 'Di', 'Ed', 'Flo'].map((name) => guest(name, 'long')))
    await ann.shows('People 6')
    for (let i = 1; i <= 40; i++) {
      others[i % 5]!.say(`message no ${i};`)
      if (i % 5 === 0) await ann.shows(`message no ${i};`)
    }
    const [bo] = others as [(typeof others)[0], ...typeof others]
    ann.type(keys.pageUp)
    await ann.shows('scrolled back, press End')
    expect(ann.text).not.toContain('message no 40;')
    bo.say('a late one')
    await ann.shows('1 new, press End')
    ann.type(keys.end)
    await ann.shows('a late one')
    expect(ann.text).not.toContain('press End')
  })

  it('keeps the side bar aligned for names in any script', async () => {
    const ann = await enter('Ann', 'names')
    const names = ['日本語', '👍👍', 'Zoë', 'Бо', '한국 사람']
    const texts: string[] = []
    for (const [index, name] of names.entries()) {
      const one = await guest(name, 'names')
      one.say(`text ${index} 日本 👍 end`)
      await ann.shows(`text ${index} `)
      texts.push(`text ${index}`)
    }
    expect(new Set(bars(ann, texts))).toEqual(new Set([2]))
    const side = ann.lines.slice(0, 26).map((_, y) => ann.cell(24, y).text)
    expect(new Set(side)).toEqual(new Set(['│']))
  })

  it('enters a private room only with the right password', async () => {
    const ann = await enter('Ann', 'lobby')
    ann.type('N')
    await ann.shows('Name of the private room:')
    ann.type(`vault${keys.enter}`)
    await ann.shows('Password for vault?')
    ann.type('open sesame')
    await ann.shows('***********')
    ann.type(keys.enter)
    await ann.shows('You are in vault')
    const bo = open('Bo')
    await bo.shows('vault *')
    for (const [password, then] of [
      ['wrong', 'wrong password'],
      ['open sesame', 'You are in vault'],
    ] as const) {
      const { x, y } = bo.find('vault *')
      bo.click(x, y)
      await bo.shows('Password for vault?')
      bo.type(`${password}${keys.enter}`)
      await bo.shows(then)
    }
    expect(ann.raw + bo.raw).not.toContain('sesame')
  })
})
