import type { Heard } from './heard.ts'

const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{3})`
const TIMES = new RegExp(`${TIME}\\s*-->\\s*${TIME}`)

/**
 * The texts of SRT or WebVTT with their times in ms; neither tells words.
 * @throws Error, as the end of a sentence for people, where it is neither
 */
export function readSubtitles(text: string): Heard[] {
  const blocks = text.split(/\r?\n\s*\r?\n/).map((block) => block.split(/\r?\n/))
  const cues = blocks.flatMap((lines): Heard[] => {
    const at = lines.findIndex((line) => TIMES.test(line))
    if (at < 0) return []
    const times = TIMES.exec(lines[at]!)!
    const said = lines.slice(at + 1).join(' ')
    return [{ from: ms(times.slice(1, 5)), to: ms(times.slice(5, 9)), text: plain(said), words: [] }]
  })
  if (cues.length === 0 && text !== '' && !text.startsWith('WEBVTT')) {
    throw new Error('it wrote neither JSON nor SRT nor WebVTT')
  }
  return cues
}

function ms([hours = '0', minutes, seconds, thousandths]: readonly (string | undefined)[]): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(thousandths)
}

function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
