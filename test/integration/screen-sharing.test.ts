import { expect, it } from 'vitest'
import { keys } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'

const { server, enter } = useScreens()
/** No display, which the list of things to share reports. */
const HEADLESS = { env: { DISPLAY: '', WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: '' }, columns: 110 }

it('shares what is chosen from a list in the full-screen client, and shows that it is shared', async () => {
  const ann = await enter('Ann', 'shown', [], HEADLESS)
  ann.type('s')
  await ann.shows('Share with the room')
  expect(ann.text).toMatch(/synthetic typing +No screen available/)
  ann.type(`synth${keys.enter}`)
  await ann.shows(/SHARING synthetic typing \(1920x1080\): no watchers/)
  await ann.shows(/Ann \(you\) +▣ /)
  const [bo] = await server.greet('Bo')
  await bo.ask({ action: 'join', room: 'shown' })
  const { from } = await bo.next('screen_started')
  bo.sendLine({ action: 'screen_start_watching', from })
  await ann.shows(/SHARING .*: 1 watching, \d+\/s, \d+ kB\/s/)
  await bo.until(() => bo.pictures.length > 3)
  ann.type('s')
  await ann.shows(/▸ stop sharing/)
  ann.type(keys.enter)
  await ann.shows('You stopped sharing.')
  await ann.shows((text) => !text.includes('SHARING'))
  await bo.next('screen_stopped')
})
