/** A moment to the ms, as `1:02:03.450`; without hours where there are none. @param seconds from the start */
export function momentText(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  return `${clockText(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`
}

/** Whole seconds as `1:02:03`, without hours where there are none. */
export function clockText(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** How long something lasts, as one says it: `450 ms`, `2.5 s`, `3:20`. */
export function lengthText(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`
  // Rounded first, so that nothing lasts 60.0 s.
  return seconds < 59.95 ? `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s` : clockText(Math.round(seconds))
}

/**
 * A stretch of time that a person types: `2.5`, `1:02.5`, `0:01:02`, `450ms`.
 * @returns seconds, or null where it is none
 */
export function readSeconds(text: string): number | null {
  const ms = /^\s*(\d+(?:\.\d+)?)\s*ms\s*$/i.exec(text)
  if (ms) return Number(ms[1]) / 1000
  const match = /^\s*(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)\s*s?\s*$/i.exec(text)
  if (!match) return null
  const [, hours = '0', minutes = '0', seconds = '0'] = match
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** Hours and minutes of a moment (ms since 1970) here, as `09:05`; dashes for one that no calendar holds. */
export function timeOfDay(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '--:--'
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** A moment as `01:02:03.456`, as chapters and captions have it; hours take as many digits as they need. */
export function clockTime(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0')
  const rest = String(ms % 1000).padStart(3, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${rest}`
}
