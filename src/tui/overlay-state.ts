import { type Edit, edit, type InputLine, inputOf, insert } from './input-line.ts'

/** A question with an input line for the answer. */
export interface Question {
  readonly text: string
  /** Whether the input is hidden. */
  readonly secret: boolean
  readonly line: InputLine
}

/** A row of a list; selecting it runs the command. */
export interface Choice {
  readonly label: string
  readonly note: string
  readonly command: string
  readonly argument?: string
  readonly current?: boolean
}

/** A view on top of the screen. */
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

/** An edit of an input line, or a move in a list. */
export type OverlayEvent =
  | { readonly event: 'typed'; readonly text: string }
  | { readonly event: 'edited'; readonly edit: Edit }
  | { readonly event: 'replaced'; readonly text: string }
  | { readonly event: 'selection-moved'; readonly by: number }

/** The effect of a key on an overlay. */
export type OverlayIntent =
  | { readonly do: 'show'; readonly event: OverlayEvent }
  /** Sends the input line, answers the question or runs the selected entry. */
  | { readonly do: 'submit' }
  /** Cancels the question. */
  | { readonly do: 'cancel' }

/** The effect of a key or a click on a scene. */
export type SceneIntent =
  | OverlayIntent
  /** Runs an action of the table. */
  | { readonly do: 'run'; readonly command: string; readonly argument?: string }

/** Applies an input event to an overlay. Pure. */
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

/** Whether an event applies to an open overlay. */
export function isOverlayEvent(event: { readonly event: string }): event is OverlayEvent {
  const { event: kind } = event
  return kind === 'typed' || kind === 'edited' || kind === 'replaced' || kind === 'selection-moved'
}

/** Changes the input line of an overlay, if it has one. */
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
