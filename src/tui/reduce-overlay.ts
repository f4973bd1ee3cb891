import type { Overlay } from '../client/tui/state.ts'
import type { OverlayEvent, UiEvent } from '../client/tui/ui-events.ts'
import { edit, type InputLine, inputOf, insert } from './input-line.ts'

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
export function isOverlayEvent(event: UiEvent): event is OverlayEvent {
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
