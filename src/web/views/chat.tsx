import { useEffect, useRef, useState } from 'preact/hooks'
import type { LogEntry } from '../state/page-state.ts'
import type { Phrases } from '../text/english.ts'
import { isolated } from '../text/isolated.ts'
import { usePage } from './use-page.ts'

/** Pixels from the end of the chat within which it follows new lines. */
const FOLLOWS_WITHIN = 40

/** What was said in the room, and the line to write. */
export function Chat() {
  const { page, state, text } = usePage()
  const list = useRef<HTMLDivElement>(null)
  const line = useRef<HTMLTextAreaElement>(null)
  const follows = useRef(true)
  const [draft, setDraft] = useState('')

  useEffect(() => {
    const element = list.current
    if (element && follows.current) element.scrollTop = element.scrollHeight
  }, [state.log, state.meeting.unsaid])

  // On a screen that is touched, the keyboard would cover what is to be read.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) line.current?.focus()
  }, [])

  const send = (event: Event) => {
    event.preventDefault()
    if (draft.trim() === '') return
    page.chat.say(draft)
    setDraft('')
    follows.current = true
  }
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = list.current!
    follows.current = scrollHeight - scrollTop - clientHeight < FOLLOWS_WITHIN
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event)
  }

  return (
    <section class="chat" aria-label={text.chat}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <div class="log" ref={list} onScroll={onScroll} role="log" aria-live="polite" tabIndex={0}>
        {state.meeting.olderTexts ? (
          <button type="button" class="older" onClick={() => void page.history.older()}>
            {text.olderMessages}
          </button>
        ) : null}
        <ol>
          {state.log.map((entry) => (
            <li key={entry.id} class={classOf(entry)}>
              <Entry entry={entry} />
            </li>
          ))}
          {state.meeting.unsaid.map(({ key, text: said }) => (
            <li key={key} class="said mine unsaid">
              <p class="by">{text.notSentYet}</p>
              <p class="text" dir="auto">
                {said}
              </p>
            </li>
          ))}
        </ol>
      </div>
      <form onSubmit={send}>
        <textarea
          ref={line}
          aria-label={text.write}
          placeholder={text.write}
          dir="auto"
          rows={1}
          value={draft}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit">{text.send}</button>
      </form>
    </section>
  )
}

function classOf({ kind, mine, mention }: LogEntry): string {
  return [kind, mine ? 'mine' : '', mention ? 'mention' : ''].filter(Boolean).join(' ')
}

function Entry({ entry }: { readonly entry: LogEntry }) {
  const { text } = usePage()
  if (entry.kind !== 'said') return <>{entryText(entry, text)}</>
  return (
    <>
      <p class="by">
        <bdi>{entry.name}</bdi>
        {entry.isPrivate ? <span> ({text.privately})</span> : null}
        <Moment at={entry.at} />
      </p>
      <p class="text" dir="auto">
        {entry.text}
      </p>
    </>
  )
}

/** An entry in one line. */
export function entryText({ kind, name, text: said }: LogEntry, text: Phrases): string {
  if (kind === 'joined') return text.joined(name)
  if (kind === 'left') return text.left(name)
  if (kind === 'hand') return text.raisedHand(name)
  if (kind === 'history deleted') return text.historyDeleted(name)
  if (kind === 'unsaid') return text.notSent(said)
  return kind === 'notice' ? said : `${isolated(name)}: ${said}`
}

/** The local time of day of a moment, ms since 1970. Nothing when no calendar holds it: the server sent the number. */
function Moment({ at }: { readonly at: number }) {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return null
  return (
    <time dateTime={date.toISOString()}>{date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</time>
  )
}
