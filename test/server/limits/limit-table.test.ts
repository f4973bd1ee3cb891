import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Limits, limits } from '../../../src/protocol/limits.ts'
import { limitNames, limitTable } from '../../../src/server/limits/limit-table.ts'
import { limitLines, limitText, readLimit } from '../../../src/server/limits/limit-values.ts'

/** What both sides rely on, what keeps messages within the frames of the contract, or follows from these. */
const OF_THE_CONTRACT: readonly (keyof Limits)[] = [
  ...(['line', 'strangerLine', 'skippedPayload', 'voicePayload', 'serverLine'] as const),
  ...(['name', 'text', 'toldOverhead', 'password', 'resumeToken'] as const),
  ...(['ackBytes', 'ackAfter', 'heartbeat', 'voiceRoom'] as const),
  ...(['picturePayload', 'picturePiece', 'pictureSide', 'picturePixels', 'pictureRects'] as const),
  ...(['pictureOverhead', 'pictureWrites'] as const),
  ...(['recordingsListed', 'recordingPiece', 'marker'] as const),
  ...(['banMinutes', 'reason', 'presenceText', 'historyReply'] as const),
]
/** Those have options of their own. */
const OPTIONS: readonly (keyof Limits)[] = ['connections', 'connectionsPerAddress']

describe('limitTable', () => {
  it('holds each limit that is not part of the contract', () => {
    const chosen = limitNames.map((name) => limitTable[name].key)
    expect([...chosen, ...OPTIONS, ...OF_THE_CONTRACT].sort()).toEqual(Object.keys(limits).sort())
  })

  it.each(limitNames)('%s keeps its default when that is given, and is documented', (name) => {
    const { key } = limitTable[name]
    expect(readLimit(`${name}=${limitText(name, limits[key])}`)).toEqual({ [key]: limits[key] })
    expect(readFileSync('docs/SECURITY.md', 'utf8')).toContain(`\`${name}\``)
    expect(limitLines().filter((line) => line.startsWith(`${name} `))).toHaveLength(1)
  })

  it.each([
    ['rooms=50', { rooms: 50 }],
    ['first-action=10', { firstAction: 10_000 }],
    ['first-action=0.5s', { firstAction: 500 }],
    ['window=4 KiB', { window: 4096 }],
    ['chat-rate=0.2', { saidPerSecond: 0.2 }],
    ['recording-size=2000000', { recordingBytes: 2_000_000 }],
    ['recording-size=1.5 GiB', { recordingBytes: 1.5 * 1024 ** 3 }],
    ['disk-reserve=50GB', { diskReserve: 50e9 }],
    ['disk-reserve-percent=10%', { diskReservePercent: 10 }],
    ['recording-time=90min', { recordingTime: 5_400_000 }],
  ])('parses %s', (text, wanted) => {
    expect(readLimit(text)).toEqual(wanted)
  })

  it.each([
    ['rooms=0', 'rooms must be a whole number from 1 to 2500.'],
    ['rooms=1.5', 'rooms must be a whole number'],
    ['rooms=1e9', 'NAME=VALUE'],
    ['rooms=1.2.3', 'whole number'],
    ['first-action=10ms', 'first-action must be a number from 0.5 to 600 s.'],
    ['line=1', 'NAME is one of rooms, '],
    ['constructor=1', 'NAME is one of rooms, '],
    ['rooms', 'NAME=VALUE'],
    ['recording-size=1', 'recording-size must be a whole number from 1 MB to 1000 TB.'],
    ['recording-size=5 XB', 'recording-size must be a whole number from 1 MB to 1000 TB.'],
    ['recording-size=5 constructor', 'recording-size must be a whole number'],
  ])('refuses %s', (text, message) => {
    expect(() => readLimit(text)).toThrow(message)
  })
})
