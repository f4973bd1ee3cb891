import type { Action } from './action.ts'
import { EMPTY_INPUT } from './input-line.ts'
import type { Choice, Overlay } from './overlay-state.ts'

/** The choices whose label or note hold all the words that were typed; those that begin with them come first. */
export function filterChoices({ choices, filter }: Extract<Overlay, { kind: 'list' }>): readonly Choice[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return choices
  const text = ({ label, note }: Choice) => `${label} ${note}`.toLowerCase()
  const found = choices.filter((choice) => words.every((word) => text(choice).includes(word)))
  const begins = (choice: Choice) =>
    choice.label.toLowerCase().replace(/^\//, '').startsWith(words[0]!.replace(/^\//, ''))
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))]
}

/** A table of actions to choose from; those that cannot be done now say why. @param lead stands before each name */
export function paletteChoices<State>(
  actions: readonly Action<never, State>[],
  state: State,
  lead: string,
): Choice[] {
  return actions
    .filter(({ name }) => name !== 'palette')
    .map(({ name, argument, help, refusal }) => ({
      label: `${lead}${name}${argument ? ` ${argument}` : ''}`,
      note: refusal?.(state)?.split(';')[0] ?? help,
      command: name,
    }))
}

/** A list to choose from, over the rest; it begins at the choice that holds now. */
export function listOverlay(title: string, choices: readonly Choice[]): Overlay {
  const current = choices.findIndex((choice) => choice.current)
  return { kind: 'list', title, choices, filter: EMPTY_INPUT, selected: Math.max(0, current) }
}

/** The choice that Enter takes; undefined where nothing is called as was typed. */
export function chosenOf(overlay: Extract<Overlay, { kind: 'list' }>): Choice | undefined {
  const choices = filterChoices(overlay)
  return choices[Math.min(overlay.selected, choices.length - 1)]
}
