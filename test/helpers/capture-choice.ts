import { type CaptureChoice, readChoice } from '../../src/screen/capture/share-choice.ts'

/** The choice that a text stands for. @throws Error where it stands for none */
export function captureChoice(text: string): CaptureChoice {
  const choice = readChoice(text)
  if (!choice.ok) throw new Error(choice.refusal)
  return choice.value
}
