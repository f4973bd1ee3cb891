/** Hours and minutes of a moment (ms since 1970) here, as `09:05`; dashes for one that no calendar holds. */
export function timeOfDay(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '--:--'
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
