import { expect, test } from 'vitest'
import { StreamFramer } from '../../bench/load/stream-framer.ts'

const PAYLOAD = Buffer.from('{"label":"voice","bytes":3}\n\0\n{') // raw bytes may look like a message
const STREAM = Buffer.concat([
  Buffer.from('{"label":"join_room","status":"ok","room":"a","users":[]}\n'),
  Buffer.from(`{"label":"voice","bytes":${PAYLOAD.length}}\n`),
  PAYLOAD,
  Buffer.from('{"label":"speaking","room":"a","users":[1]}\n'),
  Buffer.from('{"label":"voice","codec":"opus","bytes":1}\nX'),
  Buffer.from(`{"label":"room_users","users":["${'y'.repeat(2000)}"]}\n`),
])
const HEARD = [
  '{"label":"join_room","status":"ok","room":"a","users":[]}',
  PAYLOAD.toString(),
  '{"label":"speaking","room":"a","users":[1]}',
  'X',
  `{"label":"room_users","users":["${'y'.repeat(480)}`,
]

/** What a framer makes of reads as long as `lengths`, the last of them of all that is left. */
function hear(lengths: readonly number[], keeps = true): string[] {
  const heard: string[] = []
  const payload = Buffer.alloc(PAYLOAD.length)
  const onVoice = (length: number) => heard.push(keeps ? payload.toString('utf8', 0, length) : 'voice')
  const framer = new StreamFramer({ onLine: (head) => heard.push(head), onVoice }, keeps ? payload : undefined)
  let at = 0
  for (const length of [...lengths, STREAM.length]) {
    const read = STREAM.subarray(at, at + length)
    framer.feed(Buffer.concat([read, Buffer.from('stale\n"bytes":9}\n')]), read.length)
    at += read.length
  }
  return heard.map((text) => text.slice(0, HEARD[4]!.length))
}

test('reads a stream cut in two at any byte alike', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) expect(hear([cut]), `cut at ${cut}`).toEqual(HEARD)
})

test('reads a stream byte by byte alike', () => {
  expect(hear(new Array(STREAM.length).fill(1))).toEqual(HEARD)
})

test('skips and counts unwanted payloads', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    expect(
      hear([cut], false).filter((text) => text === 'voice'),
      `cut at ${cut}`,
    ).toHaveLength(2)
  }
})

test('refuses a frame longer than its buffer', () => {
  const framer = new StreamFramer({ onLine() {}, onVoice() {} }, Buffer.alloc(10))
  const header = Buffer.from('{"label":"voice","bytes":11}\n')
  expect(() => framer.feed(header, header.length)).toThrow('a voice frame of 11 bytes')
})
