import type { Choice, Overlay } from './state.ts'

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
