/** A rectangle of a picture, in pixels. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Most fragments of an area that are tracked: a sharer could cut up pictures to waste time. */
const MOST_PIECES = 4

/** Whether `by` together cover an area; false also when that takes more than `MOST_PIECES` fragments to find out. */
export function isCovered(area: Area, by: readonly Area[]): boolean {
  let left = [area]
  for (const cover of by) {
    if (!left.some((one) => overlap(one, cover))) continue
    left = left.flatMap((one) => without(one, cover))
    if (left.length === 0) return true
    if (left.length > MOST_PIECES) return false
  }
  return false
}

function overlap(a: Area, b: Area): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/** The parts of an area that another does not cover: above, below, left and right. */
function without(area: Area, cover: Area): Area[] {
  if (!overlap(area, cover)) return [area]
  const top = Math.max(area.y, cover.y)
  const bottom = Math.min(area.y + area.h, cover.y + cover.h)
  const left = Math.max(area.x, cover.x)
  const right = Math.min(area.x + area.w, cover.x + cover.w)
  const pieces = [
    { ...area, h: top - area.y },
    { ...area, y: bottom, h: area.y + area.h - bottom },
    { x: area.x, y: top, w: left - area.x, h: bottom - top },
    { x: right, y: top, w: area.x + area.w - right, h: bottom - top },
  ]
  return pieces.filter(({ w, h }) => w > 0 && h > 0)
}
