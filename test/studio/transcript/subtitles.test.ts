import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { srt, transcriptText, webVtt } from '../../../src/studio/transcript/subtitles.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { missing } from '../../helpers/tools.ts'

const captions = [
  { from: 0.5, to: 2, name: 'Ann', text: 'a <b> & c --> d' },
  { from: 3725.9996, to: 3725.9996, name: '', text: 'nobody knows' },
]

describe('captions', () => {
  test('are formatted as SRT', () => {
    expect(srt(captions)).toBe(
      '1\n00:00:00,500 --> 00:00:02,000\nAnn: a <b> & c -> d\n\n2\n01:02:06,000 --> 01:02:06,100\nnobody knows\n',
    )
  })

  test('are formatted as WebVTT', () => {
    expect(webVtt(captions)).toBe(
      'WEBVTT\n\n00:00:00.500 --> 00:00:02.000\n<v Ann>a &lt;b&gt; &amp; c --&gt; d\n\n01:02:06.000 --> 01:02:06.100\nnobody knows\n',
    )
  })

  test('are formatted as plain text', () => {
    expect(transcriptText(captions)).toBe('[0:00:00] Ann: a <b> & c --> d\n[1:02:06] nobody knows\n')
  })

  test.skipIf(missing('ffprobe')).each([
    ['srt', srt],
    ['vtt', webVtt],
  ])('are readable by ffmpeg (%s)', (ending, write) => {
    const path = join(freshFolder(), `captions.${ending}`)
    writeFileSync(path, write(captions))
    const packets = execFileSync('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'packet=pts_time,duration_time',
      '-of',
      'csv=p=0',
      path,
    ])
    expect(packets.toString().trim().split(/\s+/)).toEqual(['0.500000,1.500000', '3726.000000,0.100000'])
  })
})
