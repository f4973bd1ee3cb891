import { render } from 'preact'
import { systemClock } from '../../lib/clock.ts'
import { limits } from '../../protocol/limits.ts'
import { keptPreferences } from '../session/kept.ts'
import { indexedKey } from '../session/page-key.ts'
import { initialPage } from '../state/page-state.ts'
import { App } from '../views/app.tsx'
import { SharesPage } from '../views/pictures/shares-page.tsx'
import { listenToKeys } from '../views/shortcuts.ts'
import { followBrowser } from './follow-browser.ts'
import { Page } from './page.ts'
import { Store } from './store.ts'

// Relative, because chat-client serves the page below a path of its own.
const address = new URL('ws', location.href)
address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
const target = document.getElementById('app')!
if (document.querySelector('meta[name=page][content=shares]')) {
  render(<SharesPage url={address.href} clock={systemClock} limits={limits} />, target)
} else {
  const store = new Store(initialPage(keptPreferences()))
  const page = new Page({ url: address.href, clock: systemClock, limits, store, keys: indexedKey })
  listenToKeys(page)
  followBrowser(page, { document, navigator, Notification: globalThis.Notification })
  render(<App page={page} />, target)
  addEventListener('unhandledrejection', (event) => {
    if (page.explain(event.reason)) event.preventDefault()
  })
  void page.comeBack()
}
