import { clockTime } from '../../lib/time-text.ts'
import type { Caption } from './captions.ts'

/** Minimum duration of a caption, s. */
const MIN_SECONDS = 0.1

/** Formats SubRip (SRT) subtitles: numbered blocks, with the speaker before the text. */
export function srt(captions: readonly Caption[]): string {
  return captions
    .map(
      (caption, i) => `${i + 1}\n${times(caption, ',')}\n${labelled(caption).replaceAll('-->', '->').trim() || '-'}\n`,
    )
    .join('\n')
}

/** Formats WebVTT captions, with the speaker in a voice span. Source: W3C, WebVTT: The Web Video Text Tracks Format. */
export function webVtt(captions: readonly Caption[]): string {
  const cues = captions.map((caption) => {
    const voice = caption.name === '' ? '' : `<v ${escaped(caption.name)}>`
    return `\n${times(caption, '.')}\n${voice}${escaped(caption.text)}\n`
  })
  return `WEBVTT\n${cues.join('')}`
}

/** Formats a plain-text transcript, one `[0:01:02] Ann: hello` line per caption. */
export function transcriptText(captions: readonly Caption[]): string {
  return captions
    .map((caption) => `[${clockTime(caption.from).slice(0, -4).replace(/^0/, '')}] ${labelled(caption)}\n`)
    .join('')
}

function labelled({ name, text }: Caption): string {
  return name === '' ? text : `${name}: ${text}`
}

function times({ from, to }: Caption, point: string): string {
  const end = Math.max(to, from + MIN_SECONDS)
  return [from, end].map((seconds) => clockTime(seconds).replace('.', point)).join(' --> ')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
