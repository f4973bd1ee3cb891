/**
 * A name inside a sentence, whose direction does not change that of the sentence (Unicode Standard Annex 9, first strong
 * isolate). Unlike `<bdi>`, it also works in the names that a screen reader reads.
 */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`
}
