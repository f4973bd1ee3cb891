/** Degrees between the hues of two ids in a row: the golden angle, so that hues of few people are far apart. */
const GOLDEN_ANGLE = 137.508

/** Hue of a person in degrees, the same wherever they are shown. */
export function hueOf(id: number): number {
  return Math.round((id * GOLDEN_ANGLE) % 360)
}

/** Characters of a name that are looked at. A segmenter copies its whole text for each letter. */
const LONGEST = 200

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The first letters of the first two words of a name. Letters of several code points stay whole. */
export function initialsOf(name: string): string {
  return name
    .slice(0, LONGEST)
    .split(/\s+/u)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '')
    .join('')
    .toLocaleUpperCase()
}
