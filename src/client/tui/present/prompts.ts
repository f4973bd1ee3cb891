import type { Look } from '../../../tui/look.ts'
import type { Size } from '../../../tui/region.ts'
import { span } from '../../../tui/text/span.ts'
import { wrap } from '../../../tui/text/wrap.ts'
import { field } from '../../../tui/view/field.ts'
import { type Box, type BoxContent, boxed } from '../../../tui/view/overlay.ts'
import type { MeetingLine } from '../intent.ts'
import type { ConsentQuestion, UiState } from '../state.ts'

/** A line and the column of the cursor in it; null without a cursor. */
export interface LineWithCursor {
  readonly line: MeetingLine
  readonly cursor: number | null
}

const focusInput = { do: 'show', event: { event: 'focused', focus: 'input' } } as const

/** The input line. Pure. */
export function presentInput(state: UiState, look: Look, width: number): LineWithCursor {
  const focused = state.focus === 'input' && !state.overlay
  const prompt = span(` ${look.signs.prompt} `, focused ? 'key' : 'dim')
  if (!focused && state.input.text === '') {
    return { line: { spans: [prompt, span(invitation(state), 'dim')], click: focusInput }, cursor: null }
  }
  const { spans, cursor } = field(state.input, look, width - 4)
  return { line: { spans: [prompt, ...spans], click: focusInput }, cursor: focused ? 3 + cursor : null }
}

function invitation({ stage, meeting }: UiState): string {
  if (stage.at === 'start') return 'server address, such as 192.168.1.5 or 192.168.1.5:12345'
  return meeting.room ? 'Enter to write' : 'Enter to type a /command'
}

/** The question whether the server may record the user. Pure. */
export function presentConsent(consent: ConsentQuestion, size: Size, look: Look): Box {
  return boxed(size, look, (width, height) => consentContent(consent, width, height))
}

function consentContent({ by, room, recording, armed }: ConsentQuestion, width: number, height: number): BoxContent {
  const text = `${by} wants the server to record ${room}, with a separate track for each person. You are not recorded unless you agree; you can change your answer at any time with /agree and /refuse.`
  const asked = wrap(text, width - 2)
    .slice(0, height - 1)
    .map((row) => ({ spans: [span(` ${row}`)] }))
  const key = armed ? 'key' : 'dim'
  const agree = { do: 'run', command: 'agree', argument: recording } as const
  const refuse = { do: 'run', command: 'refuse', argument: recording } as const
  const answers = {
    spans: [
      span(' y', key, agree),
      span(' yes   ', 'accent', agree),
      span('n', key, refuse),
      span(' no   ', 'accent', refuse),
      span('Esc', key),
      span(' later', 'dim'),
    ],
  }
  return { title: `Let ${by} record you?`, rows: [...asked, answers], cursor: null }
}
