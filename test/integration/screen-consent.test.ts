import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { keys } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'

const folder = mkdtempSync(join(tmpdir(), 'parlor-consent-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { enter } = useScreens(['--recordings', folder])

it('asks everybody for consent to a recording, and applies their answers', async () => {
  const ann = await enter('Ann', 'standup')
  const bo = await enter('Bo', 'standup')
  const cy = await enter('Cy', 'standup', ['--plain'])
  await ann.shows('Cy joined.')
  ann.type('R')
  await ann.shows('RECORDED on the server for you: you are included')
  for (const screen of [bo]) {
    await screen.shows('Let Ann record you?')
    await screen.shows('for Ann: you are NOT included')
  }
  await cy.shows('Ann wants the server to record standup, with a separate track for each person.')
  await vi.waitFor(() => {
    bo.type('y')
    expect(bo.text).toContain('for Ann: you are included')
  }, 60_000)
  await eventually(() => bo.text).not.toContain('Let Ann record you?')
  cy.type(`/refuse${keys.enter}`)
  await cy.shows('You are not recorded.')
  await ann.shows('not recorded')
  ann.type('M')
  await bo.shows('Ann marked this moment.')
  ann.type('p')
  await bo.shows('RECORDED (paused) on the server')
  ann.type('R')
  await ann.shows('Recorded')
  await bo.shows('Ann stopped the recording on the server.')

  const [recording] = readdirSync(join(folder, 'standup'))
  const { people } = JSON.parse(readFileSync(join(folder, 'standup', recording!, 'recording.json'), 'utf8'))
  expect(people.map(({ name, consent }: { name: string; consent: string }) => [name, consent])).toEqual([
    ['Ann', 'agreed'],
    ['Bo', 'agreed'],
    ['Cy', 'refused'],
  ])
})
