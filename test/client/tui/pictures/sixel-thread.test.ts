import { afterEach, describe, expect, it } from 'vitest'
import { SixelThread } from '../../../../src/client/tui/pictures/renderer-for.ts'
import { encodeSixel } from '../../../../src/screen/terminal/sixel-encoder.ts'
import { plainPicture } from '../../../helpers/canvas.ts'

const RED = plainPicture(60, 12, [255, 0, 0])
const BLUE = plainPicture(60, 12, [0, 0, 255])

describe('SixelThread', () => {
  const threads: SixelThread[] = []
  afterEach(() => {
    for (const thread of threads.splice(0)) thread.close()
  })

  function begin(): SixelThread {
    const thread = new SixelThread()
    threads.push(thread)
    return thread
  }

  it('encodes the same as on the main thread, in order and asynchronously', async () => {
    const thread = begin()
    const made = [RED, BLUE].map((picture) => thread.encode(picture))
    expect(made.every((one) => one instanceof Promise)).toBe(true)
    expect(await Promise.all(made)).toEqual([encodeSixel(RED), encodeSixel(BLUE)])
  })

  it('settles pending pictures when it ends, and encodes later ones on the main thread', async () => {
    const thread = begin()
    const waiting = thread.encode(RED)
    thread.close()
    expect(await waiting).toBe(encodeSixel(RED))
    expect(thread.encode(BLUE)).toBe(encodeSixel(BLUE))
  })
})
