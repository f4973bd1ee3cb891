import { useEffect } from 'preact/hooks'
import type { Page } from '../app/page.ts'
import { languageOf, languages } from '../text/languages.ts'
import { ConsentQuestion } from './banners.tsx'
import { RingingCall } from './calls/calls.tsx'
import { Dialogs } from './dialogs.tsx'
import { Landing } from './landing.tsx'
import { Lobby } from './lobby.tsx'
import { Room } from './room.tsx'
import { PageScope, usePageState } from './use-page.ts'

/** The whole page. */
export function App({ page }: { readonly page: Page }) {
  const state = usePageState(page)
  const language = languageOf(state.preferences.language, navigator.languages)
  const text = languages[language]
  const { room, calls } = state.meeting
  const [ring] = calls.ringing

  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dataset.theme = state.preferences.theme
  }, [language, state.preferences.theme])
  useEffect(() => {
    const unread = state.unread > 0 ? `(${state.unread}) ` : ''
    const isSilent = state.microphone === 'silenced' || ['blocked', 'interrupted'].includes(state.speaker)
    const sound = isSilent ? `${text.noSound} – ` : ''
    const place = calls.current ? text.callWith([]) : room
    const title = place === null ? text.app : `${unread}${sound}${place} – ${text.app}`
    document.title = ring ? `☎ ${text.callsYou(ring.from.name, ring.video)}` : title
  }, [room, ring, calls.current, state.unread, state.microphone, state.speaker, text])

  return (
    <PageScope.Provider value={{ page, state, text }}>
      {state.stage !== 'inside' ? <Landing /> : room === null ? <Lobby /> : <Room />}
      {state.stage === 'inside' ? <Dialogs /> : null}
      {state.stage === 'inside' ? <ConsentQuestion /> : null}
      {state.stage === 'inside' ? <RingingCall /> : null}
    </PageScope.Provider>
  )
}
