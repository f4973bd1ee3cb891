import { cleanLine } from '../../../lib/text.ts'
import type { Look } from '../../../tui/look.ts'
import { pad } from '../../../tui/text/glyph.ts'
import { EMPTY_LINE, justify, span } from '../../../tui/text/span.ts'
import { wrap } from '../../../tui/text/wrap.ts'
import { windowOn } from '../../../tui/view/window-on.ts'
import type { MeetingLine } from '../intent.ts'
import type { ServerChoice, UiState } from '../state.ts'

/** The start screen: servers on the network, and recent servers. Pure. */
export function presentStart(state: UiState, look: Look, width: number, height: number): MeetingLine[] {
  const { stage, servers } = state
  const problem =
    stage.at === 'start' && stage.problem
      ? [...wrap(cleanLine(stage.problem), width - 2).map((row) => ({ spans: [span(` ${row}`, 'error')] })), EMPTY_LINE]
      : []
  if (stage.at === 'connecting')
    return [EMPTY_LINE, { spans: [span(` Connecting to ${cleanLine(stage.to)} ...`, 'strong')] }]
  const head = [{ spans: [span(' Meeting rooms for this network', 'heading')] }, EMPTY_LINE, ...problem]
  if (servers.length === 0) {
    return [
      ...head,
      { spans: [span(' Searching for servers on this network ...', 'dim')] },
      EMPTY_LINE,
      { spans: [span(' Type an address below, or start your own server: ', 'dim'), span('chat-server', 'strong')] },
    ]
  }
  const rows = windowOn(servers, state.selectedServer, Math.max(1, height - head.length - 1))
  return [...head, ...rows.map((server) => serverLine(state, look, server, width))]
}

function serverLine(state: UiState, { signs }: Look, server: ServerChoice, width: number): MeetingLine {
  const selected = state.servers[state.selectedServer] === server
  const { name, host, port, tls, from } = server
  const place = from === 'lan' ? 'on this network' : 'recent'
  return {
    spans: justify(
      [
        span(selected ? ` ${signs.current} ` : '   ', 'accent'),
        span(pad(cleanLine(name), Math.max(10, Math.floor(width * 0.4))), 'strong'),
        span(` ${cleanLine(host)}:${port}`),
      ],
      [span(`${tls ? 'encrypted, ' : ''}${place} `, 'dim')],
      width,
    ),
    ...(selected ? { base: 'selected' as const } : {}),
    click: { do: 'connect', host, port, tls },
  }
}
