import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { PictureProcess } from '../../../src/client/sharing/picture-process.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import type { CaptureOptions } from '../../../src/screen/capture/open-capture.ts'
import type { Piece } from '../../../src/screen/pieces.ts'
import { captureChoice } from '../../helpers/capture-choice.ts'
import { childPids } from '../../helpers/child-pids.ts'
import { missing } from '../../helpers/tools.ts'
import { XServer } from '../../helpers/x-server.ts'

const processes: PictureProcess[] = []
const before = process.env.DISPLAY

afterEach(async () => {
  for (const one of processes.splice(0)) await one.close()
  if (before === undefined) delete process.env.DISPLAY
  else process.env.DISPLAY = before
})

/** What the process tells. */
class Told {
  readonly pieces: Piece[] = []
  readonly failures: string[] = []
  process!: PictureProcess
  label = ''
  #poll: () => void = () => {}

  async open(choice: string, backend: CaptureOptions['backend'] = 'auto'): Promise<this> {
    const options = { choice: captureChoice(choice), backend, fps: 10, maxWidth: 1920 } as CaptureOptions
    const opened = await PictureProcess.open(options, systemClock, {
      piece: (piece) => this.#note(() => this.pieces.push(piece)),
      pace: () => {},
      failed: (sentence) => this.#note(() => this.failures.push(sentence)),
    })
    this.process = opened.process
    this.label = opened.label
    processes.push(opened.process)
    return this
  }

  get pictures(): number {
    return this.pieces.filter(({ fields }) => !fields.more).length
  }

  async until(so: () => boolean): Promise<void> {
    while (!so()) {
      await new Promise<void>((resolve) => {
        this.#poll = resolve
      })
    }
  }

  #note(change: () => void): void {
    change()
    this.#poll()
  }
}

/** All programs below this one, by what they are called. */
function programsBelow(pid: number): string[] {
  return childPids(pid, '').flatMap((child) => {
    const name = readFileSync(`/proc/${child}/comm`, 'utf8').trim()
    return [name, ...programsBelow(child)]
  })
}

describe('PictureProcess', () => {
  it('delivers pictures while somebody watches, each after the previous one has arrived', async () => {
    const told = await new Told().open('synthetic video')
    expect(told.label).toBe('synthetic video (1920x1080)')
    told.process.say({ type: 'watched', on: true })
    await told.until(() => told.pictures === 1)
    expect(told.pieces[0]!.fields).toMatchObject({ keyframe: true, width: 1920, height: 1080 })
    for (const { fields, payload } of told.pieces) {
      expect(payload.length).toBeLessThan(16 * 1024)
      expect(fields.rects.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(payload.length)
    }
    told.process.say({ type: 'sent', ms: 10 })
    await told.until(() => told.pictures === 2)
  })

  it('reports a failure in a sentence', async () => {
    delete process.env.DISPLAY
    await expect(new Told().open('screen')).rejects.toThrow(/No screen available/)
    await expect(new Told().open('camera 77')).rejects.toThrow(/camera/)
  })

  it('reports the end of the process', async () => {
    const told = await new Told().open('synthetic')
    const [pid] = childPids(process.pid, 'picture-host')
    process.kill(pid!, 'SIGKILL')
    await told.until(() => told.failures.length > 0)
    expect(told.failures[0]).toMatch(/screen capture process ended; share again/)
  })

  it.skipIf(missing('Xvfb', 'ffmpeg') || !existsSync('/proc/self'))('takes ffmpeg with it', async () => {
    const server = await XServer.start()
    process.env.DISPLAY = server.display
    try {
      const told = await new Told().open('screen', 'ffmpeg')
      told.process.say({ type: 'watched', on: true })
      await told.until(() => told.pictures === 1)
      expect(programsBelow(process.pid)).toContain('ffmpeg')
      await told.process.close()
      expect(programsBelow(process.pid)).not.toContain('ffmpeg')
    } finally {
      await server.stop()
    }
  })
})
