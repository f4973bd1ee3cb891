const LONGEST = 200

/** What another program said, made fit for a line: no control characters, not too long. */
export function cleanText(text: string): string {
  return text
    .replace(/[^\P{C}\t]/gu, ' ')
    .trim()
    .slice(0, LONGEST)
}
