import type { Screen } from '../../test/helpers/screen.ts'

/** Size of a cell, and of the frame around the screen, in pixels. */
const CELL = { width: 8.4, height: 18 }
const FRAME = { side: 14, top: 34, bottom: 14, radius: 10 }
const BACKGROUND = '#16181d'
const FOREGROUND = '#d7dae0'
const FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK JP', monospace"
/** The first 16 colours of xterm's palette; the others are computed. */
const BASE = [
  ...['#000000', '#cd3131', '#0dbc79', '#e5e510', '#2472c8', '#bc3fbc', '#11a8cd', '#e5e5e5'],
  ...['#666666', '#f14c4c', '#23d18b', '#f5f543', '#3b8eea', '#d670d6', '#29b8db', '#ffffff'],
]

interface Run {
  x: number
  cells: number
  text: string
  style: string
}

/** The contents of a terminal's screen as SVG. */
export function svgOf(screen: Screen): string {
  const { columns, rows } = screen.size
  const width = columns * CELL.width + 2 * FRAME.side
  const height = rows * CELL.height + FRAME.top + FRAME.bottom
  const parts: string[] = []
  for (let y = 0; y < rows; y++) parts.push(...rowParts(screen, y, columns))
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (color, i) => `<circle cx="${20 + 18 * i}" cy="17" r="5.5" fill="${color}"/>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(1)} ${height}" font-family="${FONTS}" font-size="14">`,
    `<rect width="100%" height="100%" rx="${FRAME.radius}" fill="${BACKGROUND}"/>`,
    ...dots,
    `<g transform="translate(${FRAME.side} ${FRAME.top})" xml:space="preserve">`,
    ...parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function rowParts(screen: Screen, y: number, columns: number): string[] {
  const backgrounds: Run[] = []
  const texts: Run[] = []
  const blocks: string[] = []
  for (let x = 0; x < columns; x++) {
    const { text, width, foreground, background, bold, inverse } = screen.cell(x, y)
    if (width === 0) continue
    const colors = [foreground < 0 ? FOREGROUND : colorOf(foreground), background < 0 ? null : colorOf(background)]
    const [front, back] = inverse ? [colors[1] ?? BACKGROUND, colors[0]!] : colors
    if (back) extend(backgrounds, { x, cells: width, text: '', style: back })
    if (text.trim() === '') continue
    const style = `fill="${front}"${bold ? ' font-weight="bold"' : ''}`
    const block = blockOf(text)
    if (block) {
      const [top, height] = block
      blocks.push(
        `<rect x="${px(x)}" y="${(y + top) * CELL.height}" width="${px(1.03)}" height="${height * CELL.height + 0.2}" fill="${front}"/>`,
      )
      continue
    }
    // Only printable ASCII is sure to advance by exactly one cell per character.
    if (/^[!-~]$/.test(text)) extend(texts, { x, cells: 1, text, style })
    else texts.push({ x, cells: width, text, style: `${style} ` })
  }
  return [
    ...backgrounds.map(
      (run) =>
        `<rect x="${px(run.x)}" y="${y * CELL.height}" width="${px(run.cells + 0.05)}" height="${CELL.height + 0.5}" fill="${run.style}"/>`,
    ),
    ...blocks,
    ...texts.map(
      (run) =>
        `<text x="${px(run.x)}" y="${y * CELL.height + 13.5}" ${run.style} textLength="${px(run.cells)}" lengthAdjust="spacingAndGlyphs">${escaped(run.text)}</text>`,
    ),
  ]
}

/** Top and height of a block element, as fractions of its cell; fonts would draw gaps between them. */
function blockOf(text: string): readonly [number, number] | null {
  if (text === '▔') return [0, 1 / 8]
  if (text === '▀') return [0, 1 / 2]
  const eighths = text.charCodeAt(0) - 0x2580
  return text.length === 1 && eighths >= 1 && eighths <= 8 ? [1 - eighths / 8, eighths / 8] : null
}

function extend(runs: Run[], next: Run): void {
  const last = runs.at(-1)
  if (last && last.style === next.style && last.x + last.cells === next.x) {
    last.cells += next.cells
    last.text += next.text
  } else runs.push(next)
}

function px(cells: number): string {
  return (cells * CELL.width).toFixed(1)
}

/** A colour of xterm's 256: 16 named ones, a cube of 6 by 6 by 6, 24 greys. */
function colorOf(index: number): string {
  if (index < 16) return BASE[index]!
  const hex = (values: readonly number[]) => `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`
  if (index >= 232) return hex(Array(3).fill(8 + 10 * (index - 232)))
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step)
  const cube = index - 16
  return hex([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
