import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { BrowserView } from '../../../src/client/watching/browser-view.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { initialState, type Shared } from '../../../src/protocol/meeting/state.ts'
import type { ViewerNews } from '../../../src/protocol/viewer-messages.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'

const BUILT = new URL('../../../dist/web/app/', import.meta.url)
const LINK = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-z]{25}/
const me = { id: 7, name: 'Me' }
const ann: Shared = { from: { id: 1, name: 'Ann' }, kind: 'screen' }
const bo: Shared = { from: { id: 2, name: 'Bo' }, kind: 'camera' }
const annsRow = { id: 1, name: 'Ann', kind: 'screen' }
const bosRow = { id: 2, name: 'Bo', kind: 'camera' }

function openView(env: NodeJS.ProcessEnv = {}) {
  const told: string[] = []
  const view = new BrowserView({
    clock: systemClock,
    feed: { want: (id) => told.push(`want ${id}`), release: (id) => told.push(`release ${id}`) },
    surroundings: { platform: 'linux', env, user: 'ann' },
    page: BUILT,
  })
  onTestFinished(() => view.close())
  const share = (...shares: Shared[]) => view.observe({ ...initialState, self: me, shares })
  return { view, told, share }
}

/** Follows a link as a browser does, and notes what the page is told. */
async function follow(link: string): Promise<{ texts: ViewerNews[]; socket: WebSocket }> {
  const entered = await fetch(link, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
  const { origin } = new URL(link)
  const socket = new WebSocket(`${origin}${entered.headers.get('location')}ws`, { headers: { cookie, origin } })
  onTestFinished(() => socket.terminate())
  const texts: ViewerNews[] = []
  socket.on('message', (text) => texts.push(JSON.parse(String(text))))
  return { texts, socket }
}

describe('BrowserView', () => {
  it('lists shares from before it was opened, and their starts and ends', async () => {
    const { view, told, share } = openView()
    share(ann, bo, { from: me, kind: 'camera' })
    share(bo)
    const [line] = await view.open()
    const { texts, socket } = await follow(LINK.exec(line!)![0])
    await eventually(() => texts.at(-1)).toEqual({ label: 'shares', shares: [bosRow] })
    share(bo, ann)
    await eventually(() => texts.at(-1)).toEqual({ label: 'shares', shares: [bosRow, annsRow] })
    socket.send(encode({ action: 'screen_start_watching', from: 1 }))
    await eventually(() => told).toEqual(['want 1'])
    share(bo)
    await eventually(() => texts.at(-1)).toEqual({ label: 'shares', shares: [bosRow] })
    expect(told).toEqual(['want 1', 'release 1'])
    await view.close()
    await eventually(() => texts.at(-1)).toEqual({ label: 'ended' })
  })

  it('shows the current names of people', async () => {
    const { view, share } = openView()
    share(ann)
    const [line] = await view.open()
    const { texts } = await follow(LINK.exec(line!)![0])
    const user = { id: 1, name: 'Anna', muted: false, deafened: false, sharing: true, recording: false }
    view.observe({ ...initialState, self: me, shares: [ann], users: [user] })
    await eventually(() => texts.at(-1)).toEqual({ label: 'shares', shares: [{ ...annsRow, name: 'Anna' }] })
  })

  it('keeps shares listed while the connection is lost', async () => {
    const { view, told, share } = openView()
    share(ann)
    const [line] = await view.open()
    const { texts } = await follow(LINK.exec(line!)![0])
    await eventually(() => texts.length).toBe(1)
    const away = { ...initialState, self: me, link: { status: 'trying' } } as const
    view.observe(away)
    view.observe({ ...away })
    share(ann)
    await eventually(() => texts.slice(1)).toEqual([{ label: 'away' }, { label: 'shares', shares: [annsRow] }])
    expect(told).toEqual([])
  })

  it('has one server, and a new link each time', async () => {
    const { view } = openView()
    const lines = await Promise.all([view.open(), view.open()])
    const [first, second] = lines.map(([line]) => LINK.exec(line!)![0])
    expect(first).not.toBe(second)
    expect(new URL(first!).port).toBe(new URL(second!).port)
  })

  it('opens the browser when there is a display', async () => {
    const folder = freshFolder()
    const opener = join(folder, 'xdg-open')
    writeFileSync(opener, `#!/bin/sh\nprintf '%s' "$1" > ${folder}/opened\n`)
    chmodSync(opener, 0o755)
    const path = process.env.PATH
    onTestFinished(() => {
      process.env.PATH = path
    })
    process.env.PATH = `${folder}:${path}`
    const { view } = openView({ DISPLAY: ':0' })
    expect(await view.open()).toEqual(['Opened the shares in your browser.'])
    expect(readFileSync(join(folder, 'opened'), 'utf8')).toMatch(LINK)
    writeFileSync(opener, '#!/bin/sh\nexit 3\n')
    const lines = await view.open()
    expect(lines[0]).toBe('xdg-open could not open a browser.')
    expect(lines[1]).toMatch(LINK)
  })
})
