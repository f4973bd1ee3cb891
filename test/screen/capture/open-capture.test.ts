import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { type Backend, backends } from '../../../src/screen/capture/capture-backend.ts'
import { FfmpegSource } from '../../../src/screen/capture/ffmpeg-source.ts'
import { listScreens } from '../../../src/screen/capture/list-screens.ts'
import { openCapture } from '../../../src/screen/capture/open-capture.ts'
import { CaptureError, type PictureSource } from '../../../src/screen/picture.ts'
import { pixel } from '../../helpers/canvas.ts'
import { captureChoice } from '../../helpers/capture-choice.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { missing } from '../../helpers/tools.ts'
import { XServer } from '../../helpers/x-server.ts'

const SESSION = ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_SESSION_TYPE', 'PATH'] as const
const before = Object.fromEntries(SESSION.map((name) => [name, process.env[name]]))
const opened: PictureSource[] = []

function setSession(env: Partial<Record<(typeof SESSION)[number], string>>): void {
  for (const name of SESSION) {
    const value = name in env ? env[name] : name === 'PATH' ? before.PATH : undefined
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

async function open(choice: string, backend: Backend | 'auto' = 'auto', maxWidth = 1920): Promise<PictureSource> {
  const source = await openCapture({ choice: captureChoice(choice), backend, fps: 10, maxWidth }, systemClock)
  opened.push(source)
  return source
}

/** The message of the CaptureError. */
async function sentence(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it worked'),
    (reason: Error) => reason,
  )
  expect(error).toBeInstanceOf(CaptureError)
  return error.message
}

afterEach(async () => {
  for (const source of opened.splice(0)) await source.close()
})
afterAll(() => setSession(before))

const RED = [192, 32, 64]
const BLUE = [32, 64, 192]

function expectNear(found: number[], wanted: number[]): void {
  for (const [i, value] of wanted.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(16)
}

describe.skipIf(missing('Xvfb', 'xsetroot', 'xterm', 'ffmpeg', 'import', 'xrandr', 'node-screenshots'))(
  'on a screen',
  () => {
    let server: XServer

    beforeAll(async () => {
      server = await XServer.start()
      server.run('xsetroot', '-solid', '#c02040')
      server.start('xterm', '-bg', '#2040c0', '-fg', '#2040c0', '-cr', '#2040c0', '-geometry', '30x10+300+200')
      setSession({ DISPLAY: server.display })
      const screen = await open('screen')
      let found = await screen.next()
      while (Math.abs(pixel(found, 350, 250)[2]! - 192) > 16) found = await screen.next()
    })
    afterAll(() => server.stop())

    it.each(backends)('is captured by %s in its colours', async (backend) => {
      setSession({ DISPLAY: server.display })
      const source = await open('screen 1', backend)
      const picture = await source.next()
      expect(picture).toMatchObject({ width: 640, height: 480 })
      expect(picture.rgb.length).toBe(3 * 640 * 480)
      expectNear(pixel(picture, 20, 20), RED)
      expectNear(pixel(picture, 350, 250), BLUE)
      expect(source.label).toMatch(/^screen 1 \(.*640x480\)$/)
    })

    it.each(backends)('is cropped to a region and scaled down by %s', async (backend) => {
      setSession({ DISPLAY: server.display })
      const region = await (await open('100x80+310+210', backend)).next()
      expect(region).toMatchObject({ width: 100, height: 80 })
      expectNear(pixel(region, 50, 40), BLUE)
      const small = await (await open('screen', backend, 320)).next()
      expect(small).toMatchObject({ width: 320, height: 240 })
      expectNear(pixel(small, 10, 10), RED)
      expectNear(pixel(small, 175, 125), BLUE)
    })

    it('is listed with its size', async () => {
      setSession({ DISPLAY: server.display })
      expect(await listScreens()).toMatchObject([{ number: 1, x: 0, y: 0, w: 640, h: 480 }])
    })

    it('is captured again after a change', async () => {
      setSession({ DISPLAY: server.display })
      const source = await open('screen')
      await source.next()
      server.run('xsetroot', '-solid', '#20c040')
      let picture = await source.next()
      while (pixel(picture, 20, 20)[1]! < 150) picture = await source.next()
      server.run('xsetroot', '-solid', '#c02040')
    })

    it('is captured by another backend when ffmpeg is not installed', async () => {
      setSession({ DISPLAY: server.display, PATH: '/nowhere' })
      expect((await (await open('screen')).next()).width).toBe(640)
      expect(await sentence(open('screen', 'ffmpeg'))).toMatch(/^ffmpeg is not installed; install it/)
      expect(await sentence(open('screen', 'screenshot-desktop'))).toMatch(/x11-xserver-utils and imagemagick/)
    })

    it('refuses a missing screen, region or window with an error that names it', async () => {
      setSession({ DISPLAY: server.display })
      expect(await sentence(open('screen 3'))).toMatch(/^Screen 3 not found; available: screen 1 \(/)
      expect(await sentence(open('800x600+0+0'))).toMatch(/outside the screen, which has 640x480/)
      expect(await sentence(open('window 123'))).toMatch(/window/)
    })

    it('fails with a CaptureError when the X server exits', async () => {
      const other = await XServer.start(320, 240)
      setSession({ DISPLAY: other.display })
      const source = await open('screen')
      await source.next()
      await other.stop()
      const last = async () => {
        for (;;) await source.next()
      }
      expect(await sentence(last())).toMatch(/ffmpeg ended|resized or closed|cannot be opened/)
    })
  },
)

describe('without a screen', () => {
  it.each(backends)('%s fails with an error instead of hanging', async (backend) => {
    setSession({})
    expect(await sentence(open('screen', backend))).toMatch(/DISPLAY is not set/)
  })

  it.skipIf(missing('ffmpeg', 'xrandr')).each(['auto', ...backends] as const)(
    '%s reports that the display cannot be opened',
    async (backend) => {
      setSession({ DISPLAY: ':987' })
      const message = await sentence(open('screen', backend))
      expect(message).toMatch(/display cannot be opened/)
    },
  )

  it('refuses ffmpeg under Wayland, where it captures only black', async () => {
    setSession({ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' })
    expect(await sentence(open('screen', 'ffmpeg'))).toMatch(/Wayland/)
  })

  it('reports a missing camera', async () => {
    expect(await sentence(open('camera 9'))).toMatch(/camera/)
  })
})

describe('ffmpeg', () => {
  const camera = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=15']

  function openFfmpeg(program: string, inputs: readonly (readonly string[])[] = [camera]): Promise<PictureSource> {
    return FfmpegSource.open({ label: 'camera', inputs, fps: 15, maxWidth: 1920, clock: systemClock, program })
  }

  function script(text: string): string {
    const path = join(freshFolder(), 'ffmpeg')
    writeFileSync(path, `#!/bin/sh\n${text}\n`)
    chmodSync(path, 0o755)
    return path
  }

  it.skipIf(missing('ffmpeg'))('captures a camera with the first input that works', async () => {
    const source = await openFfmpeg('ffmpeg', [['-f', 'v4l2', '-i', '/dev/none'], camera])
    opened.push(source)
    const first = Buffer.from((await source.next()).rgb)
    const second = await source.next()
    expect(second).toMatchObject({ width: 640, height: 480 })
    expect(second.rgb.equals(first)).toBe(false)
  })

  it('fails with install instructions when it is not installed', async () => {
    expect(await sentence(openFfmpeg('/nowhere/ffmpeg'))).toMatch(/^ffmpeg is not installed; install it/)
  })

  it.each([
    ['echo "this is no picture at all, but some other text"; sleep 60', /no valid picture/],
    ['echo "/dev/video0: Device or resource busy" >&2; exit 1', /in use by another program/],
    ['echo "/dev/video0: Permission denied" >&2; exit 1', /group "video"/],
    ['printf "\\033[31mstrange\\n" >&2; exit 1', /^ffmpeg ended: strange$/],
    ['exit 0', /without an error message/],
    ['printf "P6\\n99999 99999\\n255\\n1234567890123456"; sleep 60', /99999x99999/],
  ])('fails with a message for the user when it runs %s', async (text, wanted) => {
    expect(await sentence(openFfmpeg(script(text)))).toMatch(wanted)
  })
})
