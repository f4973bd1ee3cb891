import type { Look } from '../look.ts'
import { type Span, span } from '../text/span.ts'
import type { StyleName } from '../theme.ts'

/** dBFS below which a meter is empty. */
export const METER_FLOOR = -60
/** Fractions of the meter above which it changes colour. */
const MID_FROM = 0.7
const HIGH_FROM = 0.95

/** The filled part of a meter, from 0 (silence) to 1 (full scale). */
export function meterShare(dbfs: number): number {
  return Math.max(0, Math.min(1, 1 - dbfs / METER_FLOOR))
}

/**
 * A level meter.
 * @param dbfs peak level, dBFS
 * @param cells width
 * @param threshold level to mark, dBFS, or null
 */
export function meter(dbfs: number, cells: number, { signs }: Look, threshold: number | null = null): Span[] {
  const lit = Math.round(meterShare(dbfs) * cells)
  const marked = threshold === null ? -1 : Math.round(meterShare(threshold) * cells) - 1
  return Array.from({ length: cells }, (_, i) => {
    if (i === marked) return span(signs.threshold, i < lit ? 'meterLow' : 'barStrong')
    return i < lit ? span(signs.meterFull, styleAt((i + 1) / cells)) : span(signs.meterEmpty, 'barDim')
  })
}

/** A row of bars for recent peaks (0 to 1, newest last), `cells` wide. */
export function wave(peaks: readonly number[], cells: number, { signs }: Look): string {
  const shown = peaks.slice(-cells)
  const bars = shown.map((peak) => signs.bars[barOf(peak, signs.bars.length - 1)]!)
  return bars.join('').padStart(cells)
}

/** The bar of a peak, on a dB scale like the meter; any sound shows at least the lowest bar. */
function barOf(peak: number, highest: number): number {
  if (peak <= 0) return 0
  return Math.max(1, Math.round(meterShare(20 * Math.log10(peak)) * highest))
}

function styleAt(share: number): StyleName {
  return share > HIGH_FROM ? 'meterHigh' : share > MID_FROM ? 'meterMid' : 'meterLow'
}
