import { afterEach, describe, expect, it } from 'vitest'
import { ServerLink } from '../../src/client/connection/server-link.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { EncodedPicture, Picture } from '../../src/screen/picture.ts'
import { BreakableLink } from '../helpers/breakable-link.ts'
import { canvasOf, colourAt, useBrowser } from '../helpers/browser.ts'
import { useServer } from '../helpers/contract-server.ts'
import { eventually } from '../helpers/eventually.ts'
import { Program } from '../helpers/program.ts'
import { desktopPicture, encodePicture, plainPicture, psnr } from '../helpers/synthetic-pictures.ts'
import { missing } from '../helpers/tools.ts'
import { XServer } from '../helpers/x-server.ts'

const LINK = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-z]{25}/
/** Where a person sits who came over SSH. */
const REMOTE = { SSH_CONNECTION: '192.168.1.9 50122 192.168.1.4 22', DISPLAY: '', WAYLAND_DISPLAY: '' }

/** A window with text in it that wanders over the screen, and rests. */
const WANDERING = `
for step in $(seq 0 30); do
  printf '\\033[3;%d;%dt' $((step * 12)) $((step * 8))
  printf 'line %d of what somebody types\\n' $step
  sleep 0.05
done
sleep 600`

describe.skipIf(missing('chromium'))('a share in the browser', () => {
  const server = useServer()
  const openPage = useBrowser()
  const open: { stop(): unknown }[] = []

  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.stop()
  })

  /** Somebody who shares a screen, and sends a keyframe of `picture` whenever one is wanted. */
  async function share(name: string, room: string, picture: Picture) {
    const keyframe = await encodePicture(picture)
    let seq = 0
    const send = ({ width, height, keyframe: key, rects }: EncodedPicture) => {
      const payload = Buffer.concat(rects.map(({ jpeg }) => jpeg))
      const measures = rects.map(({ x, y, w, h, jpeg }) => ({ x, y, w, h, bytes: jpeg.length }))
      const fields = { seq: ++seq, width, height, keyframe: key, rects: measures, bytes: payload.length }
      expect(link.sendPicture(fields, payload)).toBe(true)
    }
    const where = { host: '127.0.0.1', port: server.process.port, clock: systemClock, log: null, protection: null }
    const link = await ServerLink.open(where, {
      push: ({ label }) => label === 'screen_keyframe_wanted' && send(keyframe),
      voice() {},
      lost() {},
    })
    open.push({ stop: () => link.close() })
    await link.request('hello', { name })
    await link.request('create', { room })
    await link.request('join', { room })
    await link.request('screen_share', { kind: 'screen' })
    return { send, link }
  }

  /** Somebody who looks at it: the plain client, and the page that its link leads to. */
  async function look(name: string, room: string, port = server.process.port) {
    const where = ['--ip', '127.0.0.1', '--port', String(port), '--name', name, '--room', room]
    const client = new Program('client/main.js', [...where, '--plain', '--mic', 'null', '--speaker', 'null'], {
      env: REMOTE,
    })
    open.push(client)
    await client.line(/is sharing a screen/)
    client.type('/view')
    const [link] = LINK.exec(await client.line(LINK))!
    const { page, complaints } = await openPage()
    await page.goto(link!)
    const news = () => page.$eval('#news', (element) => element.textContent.replace(/[\u2068\u2069]/g, ''))
    return { client, page, complaints, news }
  }

  it('shows the picture with its last change until the share ends', async () => {
    const desktop = await desktopPicture(640, 360, 'hello from afar')
    const ann = await share('Ann', 'pixels', desktop)
    const { client, page, complaints, news } = await look('Bo', 'pixels')
    expect(client.lines.join('\n')).toMatch(/ssh -N -L (\d+):127\.0\.0\.1:\1 \S+@192\.168\.1\.4/)
    await eventually(news).toBe('Ann’s screen, 640 by 360 pixels')
    expect(psnr((await canvasOf(page)).rgb, desktop.rgb)).toBeGreaterThan(30)

    for (let shade = 0; shade <= 250; shade += 50) {
      const { rects } = await encodePicture(plainPicture(64, 64, shade, 0, 0))
      ann.send({ width: 640, height: 360, keyframe: false, rects: [{ ...rects[0]!, x: 16, y: 16 }] })
    }
    await eventually(async () => (await colourAt(page, 40, 40))[0]).toBeGreaterThan(245)

    ann.link.tell('screen_unshare', {})
    await eventually(news).toContain('Ann stopped sharing')
    await ann.link.request('screen_share', { kind: 'camera' })
    await eventually(news).toBe('Ann’s camera, 640 by 360 pixels')
    client.type('{quit}')
    await eventually(news).toContain('Meeting ended')
    expect(complaints).toEqual([])
  })

  it('continues after the server was lost for a while', async () => {
    const ann = await share('Ann', 'breaks', plainPicture(320, 200, 0, 0, 200))
    const cable = await BreakableLink.to(server.process.port)
    open.push({ stop: () => cable.close() })
    const { page, client, news } = await look('Bo', 'breaks', cable.port)
    await eventually(news).toBe('Ann’s screen, 320 by 200 pixels')
    cable.admits = false
    cable.reset()
    await eventually(news).toContain('Server unreachable')
    cable.admits = true
    client.type('/reconnect')
    await eventually(() => page.$eval('#card', (card) => card.checkVisibility())).toBe(false)
    ann.send(await encodePicture(plainPicture(320, 200, 200, 0, 0)))
    await eventually(async () => (await colourAt(page, 5, 5))[0]).toBeGreaterThan(190)
  })

  it.skipIf(missing('Xvfb', 'xterm', 'xsetroot', 'ffmpeg'))('shows a real screen', async () => {
    const screen = await XServer.start(1024, 640)
    open.push(screen)
    const where = ['--ip', '127.0.0.1', '--port', String(server.process.port), '--name', 'Ann', '--room', 'real']
    const args = [...where, '--create', '--plain', '--mic', 'null', '--speaker', 'null', '--share', 'screen']
    const env = { DISPLAY: screen.display, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' }
    const ann = new Program('client/main.js', args, { env })
    open.push(ann)
    await ann.line(/You are sharing/)
    const { page, news, complaints } = await look('Bo', 'real')
    await eventually(news).toBe('Ann’s screen, 1024 by 640 pixels')

    screen.run('xsetroot', '-solid', '#204060')
    const mayMove = ['-xrm', 'XTerm*allowWindowOps: true', '-geometry', '60x20+0+0']
    screen.start('xterm', ...mayMove, '-e', 'sh', '-c', WANDERING)
    const likeness = async () => psnr((await canvasOf(page)).rgb, screen.grab(1024, 640))
    await eventually(async () => (await colourAt(page, 1000, 20))[2]).toBeGreaterThan(80)
    await eventually(likeness).toBeGreaterThan(30)
    // Where the window rests, and has no text.
    await eventually(() => colourAt(page, 690, 425)).toEqual([255, 255, 255])
    screen.run('xsetroot', '-solid', '#c02020')
    await eventually(async () => (await colourAt(page, 1000, 20))[0]).toBeGreaterThan(180)
    await eventually(likeness).toBeGreaterThan(30)
    expect(complaints).toEqual([])
  })
})
