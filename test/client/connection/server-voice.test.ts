import { describe, expect, it } from 'vitest'
import { checkVoice, type ServerVoice } from '../../../src/client/connection/server-voice.ts'
import { ok, refused } from '../../../src/lib/result.ts'

/** What a server says in hello. */
function voice(frame_ms: number, sample_rate = 48_000, ...more: 'opus'[]): ServerVoice {
  return { frame_ms, sample_rate, codecs: [...more, 'pcm'] }
}

describe('a server is accepted', () => {
  it.each([5, 10, 20, 33, 60])('with frames of %i ms', (frameMs) => {
    expect(checkVoice(voice(frameMs), 'auto')).toEqual(ok(undefined))
  })

  it.each([10, 20, 60])('with Opus in frames of %i ms', (frameMs) => {
    expect(checkVoice(voice(frameMs, 48_000, 'opus'), 'opus')).toEqual(ok(undefined))
  })
})

describe('a server is refused with advice', () => {
  it.each([
    [voice(4), 'The server uses frames of 4 ms at 48000 Hz, but this client supports only frames of 5 to 60 ms'],
    [voice(61), 'frames of 61 ms'],
    [voice(20, 0), 'at 0 Hz, but this client supports only frames of 5 to 60 ms at 5000 to 48000 Hz; use a client'],
    [voice(30, 48_000, 'opus'), 'frames of 30 ms at 48000 Hz, which Opus does not support; use --codec pcm'],
    [voice(20, 44_100, 'opus'), 'at 44100 Hz, which Opus does not support'],
  ])('%j', (server, sentence) => {
    expect(checkVoice(server, 'auto')).toEqual(refused(expect.stringContaining(sentence)))
  })

  it('without Opus when the user requires Opus', () => {
    expect(checkVoice(voice(20), 'opus')).toEqual(
      refused('The server does not support Opus at its sample rate; use --codec auto'),
    )
  })
})
