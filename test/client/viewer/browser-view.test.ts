import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { BrowserView } from '../../../src/client/viewer/browser-view.ts'
import type { ToPage } from '../../../src/client/viewer/page/messages.ts'
import { systemClock } from '../../../src/clock.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'

const BUILT = new URL('../../../dist/client/viewer/page/', import.meta.url)
const LINK = /http:\/\/127\.0\.0\.1:\d+\/open\/[0-9a-f]{32}/
const ANN = { id: 1, name: 'Ann', kind: 'screen' } as const
const BO = { id: 2, name: 'Bo', kind: 'camera' } as const

function openView(env: NodeJS.ProcessEnv = {}) {
  const told: string[] = []
  const feed = {
    want: (id: number) => told.push(`want ${id}`),
    release: (id: number) => told.push(`release ${id}`),
  }
  const surroundings = { platform: 'linux', env, user: 'ann' } as const
  const view = new BrowserView({ clock: systemClock, feed, surroundings, page: BUILT })
  onTestFinished(() => view.close())
  return { view, told }
}

/** Follows a link as a browser does, and notes what the page is told. */
async function follow(link: string): Promise<{ texts: ToPage[]; socket: WebSocket }> {
  const entered = await fetch(link, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
  const { origin } = new URL(link)
  const socket = new WebSocket(`${origin}${entered.headers.get('location')}pictures`, {
    headers: { cookie, origin },
  })
  onTestFinished(() => socket.terminate())
  const texts: ToPage[] = []
  socket.on('message', (text) => texts.push(JSON.parse(String(text))))
  return { texts, socket }
}

describe('BrowserView', () => {
  it('shows who shares since before it was opened, and who begins and ends', async () => {
    const { view, told } = openView()
    view.list([ANN, BO])
    view.list([BO])
    const [line] = await view.show()
    const { texts, socket } = await follow(LINK.exec(line!)![0])
    await eventually(() => texts.at(-1)).toEqual({ type: 'shares', shares: [BO] })
    view.list([BO, ANN])
    await eventually(() => texts.at(-1)).toEqual({ type: 'shares', shares: [BO, ANN] })
    socket.send(JSON.stringify({ type: 'select', id: ANN.id }))
    await eventually(() => told).toEqual(['want 1'])
    view.list([BO])
    await eventually(() => texts.at(-1)).toEqual({ type: 'shares', shares: [BO] })
    await view.close()
    expect(texts.at(-1)).toEqual({ type: 'ended' })
  })

  it('has one server, and another link each time', async () => {
    const { view } = openView()
    const lines = await Promise.all([view.show(), view.show()])
    const [first, second] = lines.map(([line]) => LINK.exec(line!)![0])
    expect(first).not.toBe(second)
    expect(new URL(first!).port).toBe(new URL(second!).port)
  })

  it('opens the browser where there is a display', async () => {
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
    expect(await view.show()).toEqual(['What is shared is shown in your browser.'])
    expect(readFileSync(join(folder, 'opened'), 'utf8')).toMatch(LINK)
    writeFileSync(opener, '#!/bin/sh\nexit 3\n')
    const lines = await view.show()
    expect(lines[0]).toBe('xdg-open could not open a browser.')
    expect(lines[1]).toMatch(LINK)
  })
})
