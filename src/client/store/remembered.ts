import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cleanLine } from '../../lib/text.ts'
import { callEndings } from '../../protocol/call-messages.ts'
import { oneOf, RecordingKey } from '../../protocol/shapes.ts'

const Host = Type.String({ minLength: 1, maxLength: 255 })
const Name = Type.Union([Type.String({ maxLength: 64 }), Type.Null()])
const Device = Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Type.Null()])
const LikenessKey = Type.String({ maxLength: 512 })
/** Latest time value of a Date, ms since 1970 (ECMA-262, section 21.4.1). */
const LAST_DATE = 8.64e15

/** A server that the user has joined. */
const RecentServer = Type.Object({
  host: Host,
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** The name used there; null if the server chose it. */
  name: Name,
  /** ms since 1970. */
  seen: Type.Number({ minimum: 0, maximum: LAST_DATE }),
})
export type RecentServer = Static<typeof RecentServer>

/** The gain set for a person, by the two likeness keys of their name. */
const Volume = Type.Object({
  keys: Type.Tuple([LikenessKey, LikenessKey]),
  gain_db: Type.Number({ minimum: -60, maximum: 12 }),
})

/** The key of a recording on a server. */
const KeptRecording = Type.Intersect([
  RecordingKey,
  Type.Object({ host: Host, port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
])
export type KeptRecording = Static<typeof KeptRecording>

/** A call with somebody on a server; see `RecentCall`. */
const KeptCall = Type.Object({
  host: Host,
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  name: Type.String({ minLength: 1, maxLength: 64 }),
  way: oneOf('out', 'in', 'missed'),
  at: Type.Number({ minimum: 0, maximum: LAST_DATE }),
  talked: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  reason: Type.Union([oneOf(...callEndings), Type.Null()]),
})
export type KeptCall = Static<typeof KeptCall>

const Devices = Type.Object({ microphone: Device, speaker: Device })
export type Devices = Static<typeof Devices>

/** Content of the memory file, latest first. */
export interface Remembered {
  readonly servers: readonly RecentServer[]
  readonly volumes: readonly Static<typeof Volume>[]
  readonly devices: Devices
  readonly recordings: readonly KeptRecording[]
  readonly calls: readonly KeptCall[]
}

/** An empty memory. */
export const nothing: Remembered = {
  servers: [],
  volumes: [],
  devices: { microphone: null, speaker: null },
  recordings: [],
  calls: [],
}

/** Reads the content of a memory file: drops invalid entries and cleans texts for display. Never throws. */
export function parseRemembered(json: unknown): Remembered {
  const { servers, volumes, devices, recordings, calls } = (json ?? {}) as Record<string, unknown>
  return {
    servers: fitting(RecentServer, servers).map((one) => ({
      ...one,
      host: cleanLine(one.host),
      name: one.name === null ? null : cleanLine(one.name),
    })),
    volumes: fitting(Volume, volumes),
    devices: Value.Check(Devices, devices) ? devices : nothing.devices,
    recordings: fitting(KeptRecording, recordings),
    calls: fitting(KeptCall, calls).map((one) => ({ ...one, name: cleanLine(one.name) })),
  }
}

function fitting<Schema extends TSchema>(schema: Schema, list: unknown): Static<Schema>[] {
  return Array.isArray(list) ? list.filter((one) => Value.Check(schema, one)) : []
}
