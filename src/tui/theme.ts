/** How many colours can be shown. */
export type ColorDepth = 'none' | 16 | 256

/** A colour of the xterm 256-colour palette; null is the terminal's default. */
type Color = number | null

export interface Style {
  readonly fg?: Color
  readonly bg?: Color
  readonly bold?: boolean
  readonly underline?: boolean
  readonly inverse?: boolean
}

/** Number of colours for names. */
export const NAME_COLORS = 10
export type NameStyle = `name${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`

/** Peaks of a waveform in the colour of a name, as foreground, and as background below the body. */
type WaveStyle = `${'wavePeak' | 'waveBack'}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`

/** The role of a piece of the screen; a theme maps it to a style. */
export type StyleName =
  | 'text'
  | 'dim'
  | 'heading'
  | 'accent'
  | 'strong'
  | 'key'
  | 'talking'
  | 'warning'
  | 'error'
  | 'recording'
  | 'unread'
  | 'mention'
  | 'bar'
  | 'barStrong'
  | 'barDim'
  | 'selected'
  | 'input'
  | 'overlay'
  | 'overlayTitle'
  | 'meterLow'
  | 'meterMid'
  | 'meterHigh'
  | 'wave'
  | 'wavePeak'
  | 'waveBack'
  | 'waveRest'
  | 'clipping'
  | 'playhead'
  | 'marker'
  | 'edge'
  | 'stretch'
  | 'viewed'
  | NameStyle
  | WaveStyle

export type Theme = Readonly<Record<StyleName, Style>>

const themeNames = ['dark', 'light'] as const
export type ThemeName = (typeof themeNames)[number]

function names(colors: readonly number[]): Record<NameStyle, Style> {
  return Object.fromEntries(
    Array.from({ length: NAME_COLORS }, (_, i) => [`name${i}`, { fg: colors[i % colors.length]! }]),
  ) as Record<NameStyle, Style>
}

/** The peak styles of waveforms, by name colour. */
function waves(colors: readonly number[]): Record<WaveStyle, Style> {
  const color = (i: number) => colors[i % colors.length]!
  return Object.fromEntries(
    Array.from({ length: NAME_COLORS }, (_, i) => [
      [`wavePeak${i}`, { fg: color(i) }],
      [`waveBack${i}`, { bg: color(i) }],
    ]).flat(),
  ) as Record<WaveStyle, Style>
}

const dark256: Theme = {
  text: {},
  dim: { fg: 245 },
  heading: { fg: 75, bold: true },
  accent: { fg: 75 },
  strong: { bold: true },
  key: { fg: 222, bold: true },
  talking: { fg: 114, bold: true },
  warning: { fg: 221 },
  error: { fg: 210, bold: true },
  recording: { fg: 231, bg: 160, bold: true },
  unread: { fg: 222, bold: true },
  mention: { fg: 16, bg: 222 },
  bar: { fg: 252, bg: 237 },
  barStrong: { fg: 231, bg: 237, bold: true },
  barDim: { fg: 246, bg: 237 },
  selected: { fg: 231, bg: 24 },
  input: { fg: 231 },
  overlay: { fg: 253, bg: 235 },
  overlayTitle: { fg: 75, bg: 235, bold: true },
  meterLow: { fg: 114 },
  meterMid: { fg: 221 },
  meterHigh: { fg: 203 },
  waveRest: { fg: 239 },
  clipping: { fg: 196, bold: true },
  playhead: { fg: 229, bold: true },
  marker: { fg: 215 },
  edge: { fg: 244 },
  stretch: { bg: 238 },
  viewed: { bg: 236 },
  ...names([117, 150, 216, 183, 222, 80, 211, 147, 186, 115]),
  wave: { fg: 250 },
  wavePeak: { fg: 240 },
  waveBack: { bg: 240 },
  ...waves([67, 61, 137, 97, 136, 30, 132, 62, 101, 66]),
}

const light256: Theme = {
  ...dark256,
  dim: { fg: 243 },
  heading: { fg: 25, bold: true },
  accent: { fg: 25 },
  key: { fg: 94, bold: true },
  talking: { fg: 28, bold: true },
  warning: { fg: 130 },
  error: { fg: 124, bold: true },
  unread: { fg: 130, bold: true },
  mention: { fg: 16, bg: 222 },
  bar: { fg: 236, bg: 253 },
  barStrong: { fg: 16, bg: 253, bold: true },
  barDim: { fg: 242, bg: 253 },
  selected: { fg: 16, bg: 153 },
  input: { fg: 16 },
  overlay: { fg: 235, bg: 255 },
  overlayTitle: { fg: 25, bg: 255, bold: true },
  meterLow: { fg: 28 },
  meterMid: { fg: 130 },
  meterHigh: { fg: 160 },
  waveRest: { fg: 250 },
  clipping: { fg: 160, bold: true },
  playhead: { fg: 124, bold: true },
  marker: { fg: 130 },
  edge: { fg: 246 },
  stretch: { bg: 252 },
  viewed: { bg: 254 },
  ...names([25, 28, 130, 90, 94, 30, 125, 55, 58, 23]),
  wave: { fg: 239 },
  wavePeak: { fg: 248 },
  waveBack: { bg: 248 },
  ...waves([110, 114, 180, 176, 179, 80, 175, 141, 144, 73]),
}

const dark16: Theme = {
  ...dark256,
  dim: { fg: 8 },
  heading: { fg: 14, bold: true },
  accent: { fg: 14 },
  key: { fg: 11, bold: true },
  talking: { fg: 10, bold: true },
  warning: { fg: 11 },
  error: { fg: 9, bold: true },
  recording: { fg: 15, bg: 1, bold: true },
  unread: { fg: 11, bold: true },
  mention: { fg: 0, bg: 11 },
  bar: { inverse: true },
  barStrong: { inverse: true, bold: true },
  barDim: { inverse: true },
  selected: { fg: 15, bg: 4 },
  input: {},
  overlay: {},
  overlayTitle: { fg: 14, bold: true },
  meterLow: { fg: 10 },
  meterMid: { fg: 11 },
  meterHigh: { fg: 9 },
  waveRest: { fg: 8 },
  clipping: { fg: 9, bold: true },
  playhead: { fg: 15, bold: true },
  marker: { fg: 11 },
  edge: { fg: 7 },
  stretch: { bg: 4 },
  viewed: { bg: 4 },
  ...names([14, 10, 11, 13, 12, 6, 9, 2, 3, 5]),
  wave: { fg: 7 },
  wavePeak: { fg: 8 },
  waveBack: { bg: 8 },
  ...waves([8]),
}

const light16: Theme = {
  ...dark16,
  heading: { fg: 4, bold: true },
  accent: { fg: 4 },
  key: { fg: 5, bold: true },
  talking: { fg: 2, bold: true },
  warning: { fg: 5 },
  error: { fg: 1, bold: true },
  unread: { fg: 1, bold: true },
  overlayTitle: { fg: 4, bold: true },
  meterLow: { fg: 2 },
  meterMid: { fg: 5 },
  meterHigh: { fg: 1 },
  waveRest: { fg: 7 },
  clipping: { fg: 1, bold: true },
  playhead: { fg: 5, bold: true },
  marker: { fg: 5 },
  edge: { fg: 8 },
  stretch: { bg: 6 },
  viewed: { bg: 6 },
  ...names([4, 2, 1, 5, 6, 4, 1, 2, 5, 6]),
  wave: { fg: 0 },
  wavePeak: { fg: 7 },
  waveBack: { bg: 7 },
  ...waves([7]),
}

/** Without colours (https://no-color.org), emphasis is bold, underlined or inverse. */
const mono: Theme = {
  ...(Object.fromEntries(Object.keys(dark256).map((name) => [name, {}])) as Theme),
  heading: { bold: true, underline: true },
  strong: { bold: true },
  key: { bold: true },
  talking: { bold: true },
  error: { bold: true },
  recording: { bold: true, inverse: true },
  unread: { bold: true },
  mention: { inverse: true },
  bar: { inverse: true },
  barStrong: { inverse: true, bold: true },
  barDim: { inverse: true },
  selected: { inverse: true },
  overlayTitle: { bold: true },
  clipping: { bold: true, underline: true },
  playhead: { bold: true },
  marker: { bold: true },
  stretch: { inverse: true },
  viewed: { inverse: true },
}

/** Selects the theme for a colour depth. */
export function chooseTheme(name: ThemeName, depth: ColorDepth): Theme {
  if (depth === 'none') return mono
  if (depth === 16) return name === 'dark' ? dark16 : light16
  return name === 'dark' ? dark256 : light256
}

/** The styles of a waveform: RMS body, peaks, and peaks as the background of the body. */
export interface VoiceStyle {
  readonly body: StyleName
  readonly peak: StyleName
  readonly back: StyleName
}

/** The waveform without a speaker. */
export const PLAIN_VOICE: VoiceStyle = { body: 'wave', peak: 'wavePeak', back: 'waveBack' }

const voices = Array.from({ length: NAME_COLORS }, (_, i) => ({
  body: `name${i}`,
  peak: `wavePeak${i}`,
  back: `waveBack${i}`,
})) as VoiceStyle[]

/** The waveform of a speaker, in the colour of the name. */
export function voiceStyle(style: NameStyle): VoiceStyle {
  return voices[Number(style.slice('name'.length))]!
}

/** Styles of the people of one recording: those of `nameStyle`, or the next free ones as long as there are any. */
export function nameStyles(names: Iterable<string>): Map<string, NameStyle> {
  const styles = new Map<string, NameStyle>()
  for (const name of names) {
    const first = Number(nameStyle(name).slice('name'.length))
    const taken = new Set(styles.values())
    const order = Array.from({ length: NAME_COLORS }, (_, i) => `name${(first + i) % NAME_COLORS}` as NameStyle)
    if (!styles.has(name)) styles.set(name, order.find((style) => !taken.has(style)) ?? order[0]!)
  }
  return styles
}

/** The style of a name, by a hash of it: the same everywhere on the screen. */
export function nameStyle(name: string): NameStyle {
  let hash = 0
  for (const char of name.toLowerCase()) hash = (hash * 31 + char.codePointAt(0)!) % 65_521
  return `name${hash % NAME_COLORS}` as NameStyle
}
