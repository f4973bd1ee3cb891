declare module 'unicode-confusables' {
  /** The skeleton of a text by the confusables of UTS #39: what looks alike comes out the same. */
  export function rectifyConfusion(text: string): string
}
