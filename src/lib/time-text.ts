/** A moment to the ms, as `1:02:03.450`; without hours where there are none. @param seconds from the start */
export function momentText(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  return `${clockText(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`
}

/** Whole seconds as `1:02:03`, without hours where there are none. */
export function clockText(seconds: number): string {
  const { hours, minutes, rest } = clockParts(seconds)
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`
}

/** Elapsed time with whole seconds, as `02:03` or `1:02:03`: of one width below an hour. @param ms since the start */
export function elapsedText(ms: number): string {
  const { hours, minutes, rest } = clockParts(Math.floor(ms / 1000))
  const clock = `${twoDigits(minutes)}:${twoDigits(rest)}`
  return hours > 0 ? `${hours}:${clock}` : clock
}

/** Minutes and whole seconds without hours, as `75:03`. */
export function minutesText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${twoDigits(Math.floor(seconds) % 60)}`
}

/** A moment to the second that a file name can hold, as `2m03s` or `1h02m03s`. */
export function fileTimeText(seconds: number): string {
  const { hours, minutes, rest } = clockParts(Math.floor(seconds))
  return `${hours > 0 ? `${hours}h${twoDigits(minutes)}` : minutes}m${twoDigits(rest)}s`
}

function clockParts(seconds: number): { hours: number; minutes: number; rest: number } {
  return { hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, rest: seconds % 60 }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** A duration by its two largest units, as `3 d 4 h` or `5 min 6 s`. */
export function durationText(ms: number): string {
  let rest = Math.floor(ms / 1000)
  const parts: string[] = []
  for (const [seconds, unit] of UNITS) {
    const count = Math.floor(rest / seconds)
    rest -= count * seconds
    if (count > 0 || parts.length > 0) parts.push(`${count} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
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

/** Local hours and minutes of a moment (ms since 1970), as `09:05`; dashes when no calendar holds it. */
export function timeOfDay(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '--:--'
  return [date.getHours(), date.getMinutes()].map(twoDigits).join(':')
}

/** The local day as `2026-01-31`. */
export function localDay(date: Date): string {
  const year = String(date.getFullYear()).padStart(4, '0')
  return `${year}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`
}

/** The local day and minute of a moment (ms since 1970, or ISO 8601), as `2026-01-31 09:05`; '' when it is none. */
export function localMinute(at: number | string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : `${localDay(date)} ${timeOfDay(date.getTime())}`
}

/** The local day and time that a file name can hold, as `2026-01-31_09-05-07`. */
export function fileDateText(date: Date): string {
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join('-')
  return `${localDay(date)}_${time}`
}

/** The UTC day of a moment (ms since 1970) as `2026-01-31`. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** A moment as `01:02:03.456`, as chapters and captions have it; hours take as many digits as they need. */
export function clockTime(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const { hours, minutes, rest } = clockParts(Math.floor(ms / 1000))
  return `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(rest)}.${String(ms % 1000).padStart(3, '0')}`
}
