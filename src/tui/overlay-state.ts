import { type Edit, edit, type InputLine, inputOf, insert } from './input-line.ts'

/** A question, answered in a line of its own. */
export interface Question {
  readonly text: string
  /** What is typed is not shown. */
  readonly secret: boolean
  readonly line: InputLine
}

/** One row of a list to choose from; choosing it runs the command. */
export interface Choice {
  readonly label: string
  readonly note: string
  readonly command: string
  readonly argument?: string
  readonly current?: boolean
}

/** What lies over the rest. */
export type Overlay =
  | { readonly kind: 'help'; readonly scroll: number }
  | { readonly kind: 'question'; readonly question: Question }
  | {
      readonly kind: 'list'
      readonly title: string
      readonly choices: readonly Choice[]
      readonly filter: InputLine
      readonly selected: number
    }

/** What keys do to a line that is typed, and to a list. */
export type OverlayEvent =
  | { readonly event: 'typed'; readonly text: string }
  | { readonly event: 'edited'; readonly edit: Edit }
  | { readonly event: 'replaced'; readonly text: string }
  | { readonly event: 'selection-moved'; readonly by: number }

/** What a key asks of what lies over the rest. */
export type OverlayIntent =
  | { readonly do: 'show'; readonly event: OverlayEvent }
  /** Sends the line that was typed, answers the question, takes the entry that is chosen. */
  | { readonly do: 'submit' }
  /** Cancels the question. */
  | { readonly do: 'cancel' }

/** What a key or a click asks of any scene. */
export type SceneIntent =
  | OverlayIntent
  /** Runs an action of the table. */
  | { readonly do: 'run'; readonly command: string; readonly argument?: string }

/** What an overlay becomes by a key that is for it. Pure. */
export function reduceOverlay(overlay: Overlay, event: OverlayEvent): Overlay {
  switch (event.event) {
    case 'typed':
      return withLine(overlay, (line) => insert(line, event.text))
    case 'edited':
      return withLine(overlay, (line) => edit(line, event.edit))
    case 'replaced':
      return withLine(overlay, () => inputOf(event.text))
    case 'selection-moved':
      return moved(overlay, event.by)
  }
}

/** Whether an event is for what lies over the rest, where something does. */
export function isOverlayEvent(event: { readonly event: string }): event is OverlayEvent {
  const { event: kind } = event
  return kind === 'typed' || kind === 'edited' || kind === 'replaced' || kind === 'selection-moved'
}

/** Changes the line that is typed in it, if any. */
function withLine(overlay: Overlay, change: (line: InputLine) => InputLine): Overlay {
  if (overlay.kind === 'question') {
    return { ...overlay, question: { ...overlay.question, line: change(overlay.question.line) } }
  }
  if (overlay.kind === 'list') return { ...overlay, filter: change(overlay.filter), selected: 0 }
  return overlay
}

function moved(overlay: Overlay, by: number): Overlay {
  if (overlay.kind === 'help') return { ...overlay, scroll: Math.max(0, overlay.scroll + by) }
  if (overlay.kind === 'list') return { ...overlay, selected: Math.max(0, overlay.selected + by) }
  return overlay
}
