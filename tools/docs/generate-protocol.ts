import type { TSchema } from '@sinclair/typebox'
import { MAX_FRAME_MS, MIN_FRAME_MS } from '../../src/audio/format.ts'
import { actions } from '../../src/protocol/actions.ts'
import { errors } from '../../src/protocol/errors.ts'
import { labels } from '../../src/protocol/labels.ts'
import { limits } from '../../src/protocol/limits.ts'
import { BanDetails } from '../../src/protocol/moderation-messages.ts'
import { RoomDetails, User } from '../../src/protocol/shapes.ts'
import type { ActionEntry, Entry } from '../../src/protocol/vocabulary-entry.ts'
import { encode } from '../../src/protocol/wire/encoder.ts'

/** Shapes that have a name in the docs, and so are written out once. */
const SHAPES = new Map<TSchema, string>([
  [User, 'User'],
  [RoomDetails, 'RoomDetails'],
  [BanDetails, 'BanDetails'],
])

/** The text of docs/PROTOCOL.md, made of the tables of the contract. */
export function protocolDocs(): string {
  const parts = [
    INTRODUCTION,
    FRAMING,
    SECURITY,
    ACCOUNTS,
    MODERATION,
    VOICE,
    PICTURES,
    PACE,
    `## Errors\n\n${ERRORS}\n\n${errorTable()}`,
    `## Limits\n\n${limitTable()}`,
    `## Shapes\n\n${[...SHAPES].map(([schema, name]) => `### ${name}\n\n${fieldTable(schema)}`).join('\n\n')}`,
    `## Actions: what a client may say\n\n${Object.entries<ActionEntry>(actions).map(actionDoc).join('\n\n')}`,
    `## Labels: what the server may say\n\n${Object.entries<Entry>(labels).map(labelDoc).join('\n\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const kib = (bytes: number) => `${bytes / 1024} KiB`

const INTRODUCTION = `# The protocol, version 1

<!-- Made by tools/docs/generate-protocol.ts from src/protocol. Change it there. -->

Everything a client needs to know to meet others on a Parlor server. A client may be written in any language; by hand, netcat will do:

\`\`\`
$ printf '{"action":"list"}\\n' | nc -q1 127.0.0.1 12345
{"label":"list_rooms","rooms":[],"details":[]}
\`\`\`

To be heard, a client has to do four things: connect by TCP, \`create\` a room unless it is there, \`join\` it, and send a \`voice\` message for each frame, every 20 ms unless \`hello\` says otherwise.`

const FRAMING = `## Framing

One TCP connection is one client. Both directions carry messages. A message is one JSON object on one line, in UTF-8, ended by \`\\n\`; the server takes \`\\r\\n\` as well and passes over blank lines. It sends \`\\n\` alone.

A client names what it wants in the field \`action\`, the server names what it tells in the field \`label\`. Fields that are not in these tables are to be ignored, by both sides: a newer program may say more.

**Payloads.** A message with a field \`bytes\` is followed, right after the \`\\n\`, by exactly that many raw bytes. They are never read as messages, whatever is in them, and no line end follows them. \`bytes\` is a whole number above 0.

\`\`\`
{"action":"voice","bytes":1920}\\n<1920 bytes>{"action":"list"}\\n
\`\`\`

Only the actions that declare a payload may carry one. With another action, up to ${kib(limits.skippedPayload)} are skipped and the message is refused (\`unexpected_payload\`); more closes the connection (\`too_large\`).

**Replies and pushes.** A client may put an \`id\`, an integer or a string of at most 64 characters, on any action. The reply to that action carries the same \`id\`, and so does an error about it. Pushes, which the server sends unasked, carry none. Replies come in the order of the actions; pushes may come between them.

**What is wrong.** A message that is framed well but says something wrong (an unknown action, a field missing or mistyped, an action out of place) is answered with an \`error\`, and the connection goes on. After ${limits.refusedMessages} of these within ${limits.refusedWindow / 1000} s it is closed. Broken framing (a line or a payload over its limit, not UTF-8, not JSON, not an object, \`bytes\` that is no whole number above 0, an end in the middle of a message) is answered with an \`error\` and closed, for nothing after it can be told apart.

A status other than \`ok\` in a reply is no error: it says why nothing was done.

**The end.** A client that closes its sending side is answered all it asked, then the server closes. \`exit\` asks for the same. Before the server goes down it pushes \`terminate\`.

**Names** of people and rooms have 1 to ${limits.name} code points, counted once blanks around them are cut off and the rest is in Unicode NFKC. Nothing in them may be invisible: no control, bidi, zero-width or unassigned characters. Two names that look the same to a person, by case or by look-alike letters, conflict.`

/** Actions that may be said before the password of the server was. */
const OPEN = Object.entries<ActionEntry>(actions).flatMap(([name, { open }]) => (open ? [`\`${name}\``] : []))

const SECURITY = `## Encryption and passwords

A server either speaks TLS 1.3 (RFC 8446) on its port, and then nothing else, or does not speak it at all. Its announcement says which (\`tls\`). Inside TLS all is as without. Certificates are self-signed as a rule and their names and dates mean nothing: a client knows a server by the SHA-256 of its public key (SubjectPublicKeyInfo), which it keeps at the first visit and compares at each later one, before it sends a message. A client that does not finish the handshake within ${limits.handshake / 1000} s is closed. One that begins without TLS where it is spoken is answered the error \`tls_wanted\` in plain JSON and closed; one that begins with TLS where it is not, \`bad_message\`.

A server may want a password, which goes into \`hello\`. Until that was answered \`ok\`, only ${OPEN.join(', ')} may be said; all else is refused (\`not_allowed\`). A client that does not know whether one is wanted says \`hello\` without it first, and so never sends it where it is not wanted.

While a password is looked at, which takes a moment by intent, what the client says behind it waits its turn. After ${limits.wrongPasswords} wrong ones from one address within ${limits.wrongPasswordWindow / 1000} s, of server and rooms together, further tries are refused (\`too_fast\`) until that time is over.`

const ACCOUNTS = `## Accounts

A server may let people keep their names (\`register\`); one that does not answers \`no accounts\`. A name that is registered, and all that look the same, are had by nobody else: \`hello\` and \`rename\` answer \`name registered\`, and the connection goes on. Its owner says \`login\`, and then \`hello\` again; \`room_users\` marks them as \`registered\`.

**By a key.** \`challenge\` gives a text that holds once, for this connection. The client signs, by Ed25519 (RFC 8032), the UTF-8 bytes of these four lines, each ended by \`\\n\`: \`parlor login 1\`; the SHA-256 of the server's public key in hex as the client saw it, or \`no TLS\`; the challenge; the name, in NFKC. What was signed for one server, one connection and one name is worth nothing elsewhere. \`login\` carries the public key and the signature in base64url.

Passwords of accounts have ${limits.passwordAtLeast} characters at least. Wrong ones, wrong keys and wrong codes, and passwords that are made, count together with other wrong passwords of the address.`

const MODERATION = `## Order in the rooms

Two kinds of people may moderate: **operators**, who said the token of the server (\`operate\`), everywhere; and the **host** of a room in it, who is its maker, or whom it was handed to. Both are marked in \`room_users\`. A host stays one when they leave the room, and over a resumed session. When they leave the server, a temporary room goes to whoever has been in it longest; another has no host then, and operators see to it, until the host comes back into it, logged in to the same account.

A ban holds for a name, all names that look the same, and the address it came from: a host's for the room (status \`banned\` at \`join\`), an operator's for the server (error \`banned\`, closed). Tokens to resume by are void with it. An address of the server's own machine, or one that whoever bans shares, is not banned, or they would shut out themselves. Operators can be moderated by nobody over this protocol. Who may not do a thing is answered \`not_allowed\`.`

const VOICE = `## Voice

A frame is a short piece of one voice: signed 16-bit little-endian samples, mono, at the rate of the server, which \`hello\` and \`request_sample_rate\` tell. How long it is, the same for all on a server, \`hello\` tells in \`frame_ms\`: 20 ms, or 10 on a server that was started for little delay. A client should be ready for any whole number from ${MIN_FRAME_MS} to ${MAX_FRAME_MS}. A frame has round(rate x frame_ms / 1000) samples: 960, or 1920 bytes, where it lasts 20 ms at 48000 Hz. A payload of another length is refused (\`bad_frame\`), and the message of the error tells the right one.

Send a frame every \`frame_ms\` while there is something to say. Pauses need not be sent. A burst of 200 ms is absorbed, and a clock that is up to 2 % fast or slow is made up for.

A member is sent the voices of all others as one mix, a frame at a time, and nothing while the others are silent. Frames do not come evenly: gather a few before playing, and play silence where there is none.

**Opus.** Where the reply to \`hello\` lists \`opus\`, a voice message may say \`"codec":"opus"\` and carry one Opus packet (RFC 6716) of \`frame_ms\`, mono, at the rate of the server, in place of a PCM frame. A packet that cannot be decoded is heard as silence. A client that offered \`opus\` and got it is sent Opus: every packet on the connection goes through one decoder, in the order in which they come, whoever talks.`

const PICTURES = `## Pictures

Who shares a screen or a camera sends pictures to the server, which passes them on to those who watch, and to them alone. It looks at their measures and never into them. A picture is JPEGs and where each goes: a keyframe covers all of it, any other only what has changed since the picture before. A picture may come in several messages of the same \`seq\`, all but the last with \`more\`. Keep each to ${kib(limits.picturePiece)}, for voice on the same connection waits behind it.

The sharer is told how many watch (\`screen_watchers\`), and sends nothing while nobody does. \`screen_keyframe_wanted\` asks that the next picture be a keyframe: somebody new watches, or somebody fell behind. Those who watch are sent pictures whole and in order from a keyframe on. To one who cannot take them as fast as they come, the server leaves out what a newer picture covers, also parts of a picture; where that is not enough, it sends the rest of the picture it has begun and then the next keyframe. It never lets more than a part of a picture go before voice. \`seq\` tells where a picture was broken off: parts of another follow. Whoever lost track says \`screen_start_watching\` again.

A room has one screen at a time. Where the connection of who shares it breaks, the share waits for them as their session does, but somebody else may take the screen.

To who shares, the server acknowledges payloads as a client does to the server, with the label \`ack\`. Keep no more than ${kib(limits.window - limits.voiceRoom)} of pictures on the way, or one message, and one's own voice stays in time on any network. A client that watches should have sent \`ack\` before: it is then sent no more than that at once, from the first picture on.`

const PACE = `## Keeping up

Sound that comes late is worth nothing, and the network holds minutes of it for a client that reads slowly. So a client should acknowledge: after every ${kib(limits.ackBytes)} of payload or ${limits.ackAfter} ms, whichever comes first, while payloads arrive, it sends \`ack\` with the number of payload bytes it has had on this connection so far. There is no reply.

To a client that ever did, the server keeps at most ${kib(limits.window)} of payload (or two frames, if these are more) on the way. Newer voice replaces older that still waits, and what waited longer than ${limits.voiceAge} ms is dropped. A client that stops acknowledging is closed after ${limits.ackPatience / 1000} s (\`too_slow\`). One that never began is judged by what waits in the server alone.

Messages other than voice and pictures are never dropped. A client for which more than ${kib(limits.controlBacklog)} of them wait is closed (\`too_slow\`).`

const ERRORS = `An \`error\` has a \`code\`, for programs, and a \`message\`, one sentence for people. More codes may be added.`

function errorTable(): string {
  const rows = Object.entries(errors).map(([code, { text, closes }]) => [`\`${code}\``, text, closes])
  return table(['code', 'meaning', 'closes the connection'], rows)
}

function limitTable(): string {
  return table(
    ['what', 'at most'],
    [
      ['a line to the server, before `hello` or `join` was answered `ok`', `${limits.strangerLine} bytes`],
      ['a line to the server, after that', `${limits.line} bytes`],
      ['a line from the server', `${limits.serverLine} bytes`],
      ['the payload of `voice`', `${limits.voicePayload} bytes`],
      ['the payload of `screen`', `${limits.picturePayload} bytes`],
      ['a picture', `${limits.picturePixels} pixels, ${limits.pictureSide} a side`],
      [
        'pictures that one shares',
        `${limits.picturesPerSecond} a second, ${limits.pictureBytesPerSecond} bytes a second, of which a message takes its payload and ${limits.pictureOverhead}`,
      ],
      ['rooms on a server', `${limits.rooms}`],
      ['a name', `${limits.name} code points`],
      ['a chat text', `${limits.text} code points`],
      [
        'what a client has told to others (texts, word of recordings)',
        `${limits.toldBurst} bytes at once and ${limits.toldPerSecond} more each second, of which a message takes its text and ${limits.toldOverhead}`,
      ],
      ['a password', `${limits.password} characters`],
      [
        'wrong passwords from one address',
        `${limits.wrongPasswords} within ${limits.wrongPasswordWindow / 1000} s, then \`too_fast\` until they have passed`,
      ],
      ['a TLS handshake, from connecting on', `${limits.handshake / 1000} s`],
      ['refused messages', `${limits.refusedMessages - 1} within ${limits.refusedWindow / 1000} s`],
    ],
  )
}

function actionDoc([name, entry]: [string, ActionEntry]): string {
  const reply = entry.reply ? `Reply: [\`${entry.reply}\`](#label-${entry.reply}).` : 'No reply.'
  return entryDoc('action', name, entry, reply)
}

function labelDoc([name, entry]: [string, Entry]): string {
  return entryDoc('label', name, entry)
}

function entryDoc(key: 'action' | 'label', name: string, entry: Entry, reply?: string): string {
  const cap = entry.payloadCap > 0 ? `Payload: \`bytes\`, at most ${entry.payloadCap}.` : undefined
  const parts = [
    `### <a id="${key}-${name}"></a>\`${name}\``,
    entry.doc,
    fieldTable(entry.fields),
    [reply, cap].filter((part) => part !== undefined).join(' '),
    `\`\`\`\n${wireLine({ [key]: name, ...entry.example })}\n\`\`\``,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function wireLine(message: object): string {
  const line = encode(message).toString().trimEnd()
  return 'bytes' in message ? `${line} + ${message.bytes} bytes` : line
}

function fieldTable(schema: TSchema): string {
  const required: readonly string[] = schema.required ?? []
  const rows = Object.entries<TSchema>(schema.properties).map(([field, type]) => [
    `\`${field}\``,
    readable(type),
    [required.includes(field) ? '' : 'optional', type.description ?? ''].filter(Boolean).join('; '),
  ])
  return rows.length === 0 ? '' : table(['field', 'type', ''], rows)
}

/** A schema in words. */
function readable(schema: TSchema): string {
  const name = SHAPES.get(schema)
  if (name) return `[${name}](#${name.toLowerCase()})`
  if (schema.anyOf) return schema.anyOf.map(readable).join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.type === 'array')
    return `list of ${readable(schema.items)}${bounds(schema.minItems, schema.maxItems)}`
  if (schema.patternProperties) {
    return `object, each value ${readable(Object.values<TSchema>(schema.patternProperties)[0]!)}`
  }
  if (schema.properties) {
    const fields = Object.entries<TSchema>(schema.properties)
    return `object: ${fields.map(([field, type]) => `\`${field}\` ${readable(type)}`).join(', ')}`
  }
  if (schema.type === 'string') return `string${bounds(schema.minLength, schema.maxLength)}`
  return `${schema.type}${bounds(schema.minimum, schema.maximum)}`
}

function bounds(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`
  if (least !== undefined) return `, ${least} or more`
  return most === undefined ? '' : `, at most ${most}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
