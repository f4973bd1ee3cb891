/**
 * Reduces a failing sequence to what it needs to fail, removing halves first, then smaller parts (delta debugging,
 * A. Zeller and R. Hildebrandt, 2002).
 *
 * @param fails whether a sequence still fails
 * @param mayContinue asked before each attempt; once it says no, the shortest sequence so far is the result
 */
export async function minimise<Step>(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
  mayContinue: () => boolean = () => true,
): Promise<readonly Step[]> {
  let left = steps
  for (let size = Math.ceil(left.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < left.length; ) {
      if (!mayContinue()) return left
      const shorter = [...left.slice(0, at), ...left.slice(at + size)]
      if (await fails(shorter)) left = shorter
      else at += size
    }
  }
  return left
}
