/** A moment as `01:02:03.456`, as chapters and captions have it; hours take as many digits as they need. */
export function clockTime(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0')
  const rest = String(ms % 1000).padStart(3, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${rest}`
}
