import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Page } from '../app/page.ts'
import type { PageState } from '../state/page-state.ts'
import type { Phrases } from '../text/english.ts'

/** What every view needs: the page to act on, its state, and the texts in the language of the user. */
export interface PageContext {
  readonly page: Page
  readonly state: PageState
  readonly text: Phrases
}

export const PageScope = createContext<PageContext | null>(null)

/** The page, its state and its texts. */
export function usePage(): PageContext {
  return useContext(PageScope)!
}

/** The state of a page; draws again after each change. */
export function usePageState(page: Page): PageState {
  const [state, setState] = useState(page.store.state)
  useEffect(() => page.store.subscribe(() => setState(page.store.state)), [page])
  return state
}
