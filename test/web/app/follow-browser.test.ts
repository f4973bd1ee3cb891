import { describe, expect, it } from 'vitest'
import { followBrowser } from '../../../src/web/app/follow-browser.ts'
import { Store } from '../../../src/web/app/store.ts'
import { defaultPreferences, initialPage } from '../../../src/web/state/page-state.ts'

/** A browser of a phone, as far as the page follows it, and what the page did. */
function start({ touch = 1, permission = 'granted', notify = true, broken = false } = {}) {
  const did: string[] = []
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const mediaDevices = new EventTarget()
  const navigator = {
    mediaDevices,
    maxTouchPoints: touch,
    audioSession: { type: 'auto' },
    wakeLock: {
      request: async () => {
        did.push('awake')
        return { release: async () => void did.push('asleep') }
      },
    },
  }
  class Notification {
    static readonly permission = permission

    constructor(title: string, { body }: { body: string }) {
      if (broken) throw new TypeError('Illegal constructor')
      did.push(`${title}: ${body}`)
    }
  }
  const store = new Store(initialPage({ ...defaultPreferences, notify }))
  const page = {
    store,
    self: { resumeSound: () => void did.push('resumed'), devicesChanged: () => void did.push('devices') },
  }
  followBrowser(page, { document, navigator, Notification } as unknown as Parameters<typeof followBrowser>[1])
  const show = (visibilityState: 'visible' | 'hidden') => {
    document.visibilityState = visibilityState
    document.dispatchEvent(new Event('visibilitychange'))
  }
  const meet = (happened: Parameters<typeof tell>[0]) => tell(happened)
  function tell(happened: object): void {
    store.dispatch({ type: 'meeting', happened, at: 0 } as never)
  }
  const join = () => meet({ event: 'joined', room: 'hall', users: [] })
  const say = (text: string) =>
    meet({ event: 'said', from: { id: 2, name: 'Bo' }, text, at: 0, private: text.startsWith('psst') })
  return {
    did,
    document,
    mediaDevices,
    navigator,
    show,
    join,
    leave: () => meet({ event: 'left', room: 'hall' }),
    say,
    ring: (call: string) =>
      meet({ event: 'call_ringing', call, from: { id: 2, name: 'Bo' }, video: false, room: null, with: [], at: 0 }),
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a page that follows its browser', () => {
  it('continues sound at a gesture, and when it is seen again', () => {
    const { did, document, show } = start()
    document.dispatchEvent(new Event('pointerdown'))
    show('hidden')
    show('visible')
    expect(did).toEqual(['resumed', 'resumed'])
  })

  it('opens devices again when some are plugged, and says to Safari that it talks', () => {
    const { did, mediaDevices, navigator } = start()
    mediaDevices.dispatchEvent(new Event('devicechange'))
    expect(did).toEqual(['devices'])
    expect(navigator.audioSession.type).toBe('play-and-record')
  })

  it('keeps a phone awake in a room while it is seen, and no computer', async () => {
    const phone = start()
    phone.join()
    phone.show('hidden')
    await settled()
    phone.show('visible')
    phone.leave()
    await settled()
    expect(phone.did.filter((one) => one !== 'resumed')).toEqual(['awake', 'asleep', 'awake', 'asleep'])
    const computer = start({ touch: 0 })
    computer.join()
    expect(computer.did).toEqual([])
  })

  it('shows a mention or a call once while it is hidden, and nothing else', () => {
    const { did, join, say, ring, show } = start()
    join()
    ring('k1')
    say('psst, seen')
    show('hidden')
    say('hello')
    say('psst, over here')
    ring('k2')
    join()
    expect(did.filter((one) => one.startsWith('Bo'))).toEqual(['Bo: psst, over here', 'Bo: ☎'])
  })

  it.each([
    [{ permission: 'default' }],
    [{ notify: false }],
    // Chrome on Android.
    [{ broken: true }],
  ])('shows nothing with %j', (options) => {
    const { did, join, say, show } = start(options)
    join()
    show('hidden')
    say('psst')
    expect(did.filter((one) => one.startsWith('Bo'))).toEqual([])
  })
})
