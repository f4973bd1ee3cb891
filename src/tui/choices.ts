import type { Action } from './action.ts'
import { EMPTY_INPUT } from './input-line.ts'
import type { Choice, Overlay } from './overlay-state.ts'

/** The choices whose label or note contains all words of the filter; labels that start with its first word come first. */
export function filterChoices({ choices, filter }: Extract<Overlay, { kind: 'list' }>): readonly Choice[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return choices
  const text = ({ label, note }: Choice) => `${label} ${note}`.toLowerCase()
  const found = choices.filter((choice) => words.every((word) => text(choice).includes(word)))
  const startsWithFilter = (choice: Choice) =>
    choice.label.toLowerCase().replace(/^\//, '').startsWith(words[0]!.replace(/^\//, ''))
  return [...found.filter(startsWithFilter), ...found.filter((choice) => !startsWithFilter(choice))]
}

/** The choices of the command palette; unavailable actions show their refusal. @param lead prefix of each name */
export function paletteChoices<State>(actions: readonly Action<never, State>[], state: State, lead: string): Choice[] {
  return actions
    .filter(({ name }) => name !== 'palette')
    .map(({ name, argument, help, refusal }) => ({
      label: `${lead}${name}${argument ? ` ${argument}` : ''}`,
      note: refusal?.(state)?.split(';')[0] ?? help,
      command: name,
    }))
}

/** Opens a list overlay with the current choice selected. */
export function listOverlay(title: string, choices: readonly Choice[]): Overlay {
  const current = choices.findIndex((choice) => choice.current)
  return { kind: 'list', title, choices, filter: EMPTY_INPUT, selected: Math.max(0, current) }
}

/** The selected choice of a list; undefined when nothing matches the filter. */
export function chosenOf(overlay: Extract<Overlay, { kind: 'list' }>): Choice | undefined {
  const choices = filterChoices(overlay)
  return choices[Math.min(overlay.selected, choices.length - 1)]
}
