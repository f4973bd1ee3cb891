/** Levels of the colour cube that all terminals with 256 colours share (xterm's 256colres). */
const LEVELS = [0, 95, 135, 175, 215, 255] as const
const CUBE = 16
const GREYS = 232
const LAST_GREY = 23

/** For each value of a channel, the nearest level of the cube. */
const NEAREST = Uint8Array.from({ length: 256 }, (_, value) =>
  LEVELS.reduce<number>(
    (best, level, i) => (Math.abs(level - value) < Math.abs(LEVELS[best]! - value) ? i : best),
    0,
  ),
)

/** The nearest of the 256 colours, from the cube or the greys; those that a person can set are left out. */
export function paletteIndex(r: number, g: number, b: number): number {
  const cube = [NEAREST[r]!, NEAREST[g]!, NEAREST[b]!] as const
  const grey = Math.max(0, Math.min(LAST_GREY, Math.round(((r + g + b) / 3 - 8) / 10)))
  const shade = 8 + 10 * grey
  const toCube = distance(r, g, b, LEVELS[cube[0]]!, LEVELS[cube[1]]!, LEVELS[cube[2]]!)
  const toGrey = distance(r, g, b, shade, shade, shade)
  return toGrey < toCube ? GREYS + grey : CUBE + 36 * cube[0] + 6 * cube[1] + cube[2]
}

function distance(r: number, g: number, b: number, r2: number, g2: number, b2: number): number {
  return (r - r2) ** 2 + (g - g2) ** 2 + (b - b2) ** 2
}
