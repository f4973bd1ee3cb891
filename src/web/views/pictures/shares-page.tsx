import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks'
import type { ShareRow } from '../../../protocol/viewer-messages.ts'
import { SharesFeed, type SharesFeedOptions } from '../../app/shares-feed.ts'
import { initialShares, isShown, reduceShares, type SharesState, shareBeside } from '../../state/shares-state.ts'
import type { Phrases } from '../../text/english.ts'
import { languageOf, languages } from '../../text/languages.ts'
import { Modal } from '../fields.tsx'
import { KeyList } from '../settings-dialog.tsx'
import { type Shortcut, shortcutFor } from '../shortcuts.ts'
import { useSharedPicture } from './shared-picture.tsx'

const FACTS_EVERY = 500
/** ms without input after which the bar is hidden in full screen. */
const CALM = 2500

interface Actions {
  toggleSize(): void
  scroll(key: string): void
  choose(row: ShareRow | undefined): void
  ask(): void
  readonly state: SharesState
}

const shortcuts: readonly Shortcut<Actions>[] = [
  { keys: ['z', 'Enter', ' '], shown: 'z Enter', help: (text) => text.actualSize, run: (page) => page.toggleSize() },
  {
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    shown: '← → ↑ ↓',
    help: (text) => text.scrollPicture,
    run: (page, key) => page.scroll(key),
  },
  { keys: ['f'], shown: 'f', help: (text) => text.fullScreen, run: toggleFullScreen },
  { keys: ['n'], shown: 'n', help: (text) => text.nextShare, run: (page) => page.choose(shareBeside(page.state, 1)) },
  {
    keys: ['p'],
    shown: 'p',
    help: (text) => text.previousShare,
    run: (page) => page.choose(shareBeside(page.state, -1)),
  },
  {
    keys: [...'123456789'],
    shown: '1 … 9',
    help: (text) => text.shareByNumber,
    run: (page, key) => page.choose(page.state.rows[Number(key) - 1]),
  },
  { keys: ['?', 'h'], shown: '?', help: (text) => text.keys, run: (page) => page.ask() },
]

/** The page of the client's viewer: what is shared in its room, one share at a time, at full resolution. */
export function SharesPage(options: SharesFeedOptions) {
  const language = languageOf(null, navigator.languages)
  const text = languages[language]
  const [state, dispatch] = useReducer(reduceShares, initialShares)
  const { watching } = useMemo(() => new SharesFeed(options, dispatch), [])
  const [asks, setAsks] = useState(false)
  const isFull = useFullScreen()
  const { rows, selected, turn, size, link } = state
  const { frame, canvas, zoom, isActualSize } = useSharedPicture({
    ...{ watching, turn, isLarge: true },
    from: selected?.id ?? null,
    resized: (width, height) => dispatch({ type: 'drawn', width, height }),
  })
  const choose = (row: ShareRow | undefined) => dispatch({ type: 'choose', row })
  const [title = '', advice = ''] = cardOf(state, text)
  const isCurrent = isShown(state)
  const live = size && isCurrent ? `${titleOf(selected!, text)}, ${text.pictureSize(size.width, size.height)}` : ''
  const page: Actions = {
    ...{ state, choose, ask: () => setAsks(true) },
    toggleSize: () => zoom.current?.toggle(),
    scroll: (key) => zoom.current?.scroll(key),
  }
  const current = useRef(page)
  current.current = page

  useEffect(() => {
    document.documentElement.lang = language
    document.addEventListener('keydown', (event) => {
      const shortcut = shortcutFor(event, shortcuts)
      if (!shortcut) return
      event.preventDefault()
      shortcut.run(current.current, event.key)
    })
  }, [])
  useEffect(() => {
    const shown = isCurrent ? titleOf(selected!, text) : selected ? title : ''
    document.title = shown ? `${shown} – ${text.app}` : text.app
    // `scrollIntoView` would also move the starting point of Tab navigation.
    const list = document.querySelector<HTMLElement>('#shares')!
    const button = list.querySelector<HTMLElement>('[aria-pressed=true]')
    if (button) list.scrollLeft = button.offsetLeft + button.offsetWidth / 2 - list.clientWidth / 2
  }, [title, selected, rows])

  return (
    <div class="shares">
      <header class="bar">
        <img src="icon.svg" alt={text.app} width="24" height="24" />
        <nav id="shares" aria-label={text.pictures}>
          {rows.map((row) => (
            <button
              key={row.id}
              type="button"
              class={row.kind}
              title={titleOf(row, text)}
              aria-pressed={isCurrent && row.id === selected?.id}
              onClick={() => choose(row)}
            >
              {titleOf(row, text)}
            </button>
          ))}
        </nav>
        <Facts text={text} size={live ? size : null} rate={() => watching.rateOf(selected!.id)} />
        <button
          id="size"
          type="button"
          title={`${text.actualSize} (z)`}
          aria-pressed={isActualSize}
          onClick={page.toggleSize}
        >
          1:1
        </button>
        <button
          id="full"
          type="button"
          title={`${text.fullScreen} (f)`}
          aria-pressed={isFull}
          onClick={toggleFullScreen}
        >
          {text.fullScreen}
        </button>
        <button id="ask" type="button" title={`${text.keys} (?)`} aria-label={text.keys} onClick={page.ask}>
          ?
        </button>
      </header>
      <main id="stage" class={isCurrent && link === 'open' ? '' : 'past'} ref={frame} aria-label={text.pictures}>
        <canvas id="picture" ref={canvas} role="img" aria-label={live} width={1} height={1} hidden={size === null} />
      </main>
      <section id="card" class="card" hidden={title === ''}>
        <h1>{title}</h1>
        <p class="hint">{advice}</p>
      </section>
      <p id="news" class="unseen" role="status">
        {title ? [title, advice].filter(Boolean).join('. ') : live}
      </p>
      {asks ? (
        <Modal title={text.keys} closeLabel={text.close} onClose={() => setAsks(false)}>
          <KeyList shortcuts={shortcuts} text={text} />
        </Modal>
      ) : null}
    </div>
  )
}

/** What is said in place of a picture, and what happens next; nothing while there is a picture. */
function cardOf(state: SharesState, text: Phrases): readonly string[] {
  const { rows, selected, size, link } = state
  if (link === 'over') return [text.meetingEnded, text.closePage]
  if (link === 'connecting') return [text.entering]
  if (link !== 'open') return [link === 'lost' ? text.connectionLost : text.serverAway, text.retrying]
  if (!selected) return [text.nothingShared, text.newSharesHere]
  if (isShown(state)) return size ? [] : [text.loading(titleOf(selected, text))]
  return [text.stoppedSharing(selected.name), rows.length > 0 ? text.pressForNext : text.newSharesHere]
}

function titleOf({ name, kind }: ShareRow, text: Phrases): string {
  return kind === 'screen' ? text.screenOf(name) : text.cameraOf(name)
}

interface FactsProps {
  readonly text: Phrases
  readonly size: { readonly width: number; readonly height: number } | null
  readonly rate: () => { readonly fps: number; readonly bytes: number } | null
}

/** Size and rate of the picture. */
function Facts({ text, size, rate }: FactsProps) {
  const [, again] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => again((count) => count + 1), FACTS_EVERY)
    return () => clearInterval(timer)
  }, [])
  const { fps = 0, bytes = 0 } = (size && rate()) ?? {}
  const pace = fps === 0 ? text.still : text.pace(Math.ceil(fps), Math.ceil(bytes / 1000))
  return (
    <p id="facts" class="facts">
      {size ? `${size.width} × ${size.height} · ${pace}` : ''}
    </p>
  )
}

function toggleFullScreen(): void {
  // The browser may refuse; then the page stays as it is.
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
  else document.documentElement.requestFullscreen().catch(() => {})
}

/** Whether the page fills the screen. The bar is hidden when idle then, and shown again by the pointer or a key. */
function useFullScreen(): boolean {
  const [isFull, setFull] = useState(false)
  useEffect(() => {
    let calm: ReturnType<typeof setTimeout> | undefined
    const stir = () => {
      const full = document.fullscreenElement !== null
      setFull(full)
      document.body.classList.remove('calm')
      clearTimeout(calm)
      if (full) calm = setTimeout(() => document.body.classList.add('calm'), CALM)
    }
    for (const move of ['fullscreenchange', 'pointermove', 'keydown', 'focusin']) document.addEventListener(move, stir)
  }, [])
  return isFull
}
