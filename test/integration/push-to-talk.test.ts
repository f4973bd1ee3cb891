import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine } from '../helpers/tones.ts'
import { writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
/** What a terminal that knows the kitty protocol answers when it is asked for it. */
const KITTY_ANSWER = '\u001B[?2u'
const SPACE_RELEASED = '\u001B[32;1:3u'
const LOOKED_AWAY = '\u001B[O'
/** The mark of somebody who talks, before the name. */
const ANN_TALKS = /● Ann/

describe('push-to-talk', () => {
  let server: ServerProcess
  let ann: Screen
  let bo: Screen

  beforeEach(async () => {
    server = await startServer()
    const tone = path.join(freshFolder(), 'tone.wav')
    await writeWavFile(tone, RATE, sine(440, RATE, 60 * RATE, 0.3))
    const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', 'x', '--create', '--speaker', 'null']
    bo = new Screen([...to, '--name', 'Bo', '--mic', 'null'])
    await bo.shows('You are in x')
    ann = new Screen([...to, '--name', 'Ann', '--mic', tone, '--transmission', 'push-to-talk'])
    await ann.shows('With you: Bo')
    await bo.shows('Ann joined')
  })

  afterEach(async () => {
    await Promise.all([ann.stop(), bo.stop()])
    await server.stop()
  })

  const silent = (screen: string) => !ANN_TALKS.test(screen)

  it('is switched by a key when the terminal reports no key releases', async () => {
    expect(silent(bo.text)).toBe(true)
    ann.type(' ')
    await bo.shows(ANN_TALKS)
    ann.type(' ')
    await bo.shows(silent)
  })

  it('lasts while the key is held and the terminal has the focus, when key releases are reported', async () => {
    ann.type(KITTY_ANSWER)
    ann.type(' ')
    await bo.shows(ANN_TALKS)
    // A terminal repeats a key that is held.
    ann.type('   ')
    ann.type(SPACE_RELEASED)
    await bo.shows(silent)
    ann.type(' ')
    await bo.shows(ANN_TALKS)
    ann.type(LOOKED_AWAY)
    await bo.shows(silent)
  })

  it('leaves the key to the input line while typing', async () => {
    ann.type(KITTY_ANSWER)
    ann.type(`${keys.enter}two words${keys.enter}`)
    await bo.shows('two words')
    expect(silent(bo.text)).toBe(true)
  })
})
