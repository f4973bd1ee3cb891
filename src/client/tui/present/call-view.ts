import { cleanLine } from '../../../lib/text.ts'
import { clockText } from '../../../lib/time-text.ts'
import type { Bindings } from '../../../tui/bindings.ts'
import type { Look } from '../../../tui/look.ts'
import type { Region, Size } from '../../../tui/region.ts'
import { span } from '../../../tui/text/span.ts'
import { wrap } from '../../../tui/text/wrap.ts'
import { type Box, boxed } from '../../../tui/view/overlay.ts'
import { callTitle } from '../../meeting/narrate-call.ts'
import type { MeetingLine } from '../intent.ts'
import { asksToAnswer } from '../on-call.ts'
import type { UiState } from '../state.ts'

/** Cells of the user's own picture beside that of the other, as a part of the width. */
const OWN_PART = 0.25

/** The question whether to answer a call. Pure. */
export function presentRing({ ring, meeting }: UiState, size: Size, look: Look): Box {
  const call = meeting.calls.ringing.find((one) => one.call === ring?.call)
  const name = cleanLine(call?.from.name ?? '')
  const others = (call?.with ?? []).map((one) => cleanLine(one.name)).join(', ')
  const text = call?.room
    ? `${name} invites you to a call with ${others}.`
    : `${name} calls you${call?.video ? ' with video' : ''}.`
  const holds = meeting.room === null ? '' : ' Your room is held until the call ends, unless you leave it.'
  const style = ring?.armed ? 'key' : 'dim'
  const answer = (key: string, words: string, command: string, argument?: string) => {
    const click = { do: 'run', command, ...(argument === undefined ? {} : { argument }) } as const
    return [span(` ${key}`, style, click), span(` ${words}  `, 'accent', click)]
  }
  const answers = [
    {
      spans: [
        ...answer('a', 'accept', 'answer'),
        ...(meeting.room === null ? [] : answer('l', 'accept and leave the room', 'answer', 'leave')),
      ],
    },
    {
      spans: [
        ...answer('d', 'decline', 'decline'),
        ...answer('t', 'decline with a text', 'decline-with'),
        span(' Esc', style),
        span(' let it ring', 'dim'),
      ],
    },
  ]
  return boxed(size, look, (width, height) => ({
    title: `${name} is calling`,
    rows: [
      ...wrap(text + holds, width - 2)
        .slice(0, Math.max(0, height - answers.length))
        .map((row) => ({ spans: [span(` ${row}`)] })),
      ...answers,
    ],
    cursor: null,
  }))
}

/** Lines about a call that rings, was missed, or goes on. Pure. */
export function callBanners(state: UiState, bindings: Bindings): MeetingLine[] {
  const { ring, meeting, callSince, now } = state
  const { ringing, placed, current, unseen, invited } = meeting.calls
  const lines: MeetingLine[] = []
  const add = (text: string, command: string) => {
    const click = { do: 'run', command } as const
    lines.push({ spans: [span(` ${text}`, 'recording', click)], base: 'recording', click })
  }
  const key = (command: string) => bindings.keyOf(command) ?? `/${command}`
  const waiting = ringing.find((one) => one.call === ring?.call)
  if (waiting && !asksToAnswer(state))
    add(`${cleanLine(waiting.from.name)} is calling: ${key('answer')} to answer`, 'answer')
  if (placed) add(`Calling ${cleanLine(placed.to.name)}: ${key('hangup')} to take it back`, 'hangup')
  if (current && callSince !== null) {
    const rung = invited.map(({ to }) => `, inviting ${cleanLine(to.name)}`).join('')
    const title = callTitle(meeting.users, meeting.self)
    add(
      `${title} ${clockText(Math.floor(Math.max(0, now - callSince) / 1_000))}${rung}: ${key('hangup')} to hang up`,
      'hangup',
    )
  }
  if (unseen > 0) add(`${unseen} missed ${unseen === 1 ? 'call' : 'calls'}: ${key('recent')} to see`, 'recent')
  return lines
}

/** The title of the terminal's window while somebody calls, or a call goes on; null otherwise. Pure. */
export function windowTitle({ meeting }: UiState): string | null {
  const { ringing, current, placed } = meeting.calls
  if (ringing[0]) return `${cleanLine(ringing[0].from.name)} is calling`
  if (current) return callTitle(meeting.users, meeting.self)
  return placed ? `Calling ${cleanLine(placed.to.name)}` : null
}

/** Regions for the picture of the other, large, and the user's own, small at the bottom right. Pure. */
export function callRegions({ x, y, width, height }: Region): [Region, Region] {
  const small = Math.floor(width * OWN_PART)
  const high = Math.max(3, Math.floor(height * OWN_PART) + 1)
  return [
    { x, y, width: Math.max(0, width - small - 1), height },
    { x: x + width - small, y: y + Math.max(0, height - high), width: small, height: Math.min(high, height) },
  ]
}
