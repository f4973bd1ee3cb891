import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cleanLine } from '../../lib/text.ts'
import { RecordingKey } from '../../protocol/shapes.ts'

const Host = Type.String({ minLength: 1, maxLength: 255 })
const Name = Type.Union([Type.String({ maxLength: 64 }), Type.Null()])
const Device = Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Type.Null()])
const LikenessKey = Type.String({ maxLength: 512 })
/** The last ms that a date can be (ECMA-262, section 21.4.1). */
const LAST_DATE = 8.64e15

/** A server one has been at. */
const RecentServer = Type.Object({
  host: Host,
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** The name one had there. */
  name: Name,
  /** ms since 1970. */
  seen: Type.Number({ minimum: 0, maximum: LAST_DATE }),
})
export type RecentServer = Static<typeof RecentServer>

/** How loud a person was made, whatever their name is exactly: by its two likeness keys. */
const Volume = Type.Object({
  keys: Type.Tuple([LikenessKey, LikenessKey]),
  gain_db: Type.Number({ minimum: -60, maximum: 12 }),
})

/** A recording on a server, and what lets one have it. */
const KeptRecording = Type.Intersect([
  RecordingKey,
  Type.Object({ host: Host, port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
])
export type KeptRecording = Static<typeof KeptRecording>

const Devices = Type.Object({ microphone: Device, speaker: Device })
export type Devices = Static<typeof Devices>

/** What the memory file holds, the latest of each first. */
export interface Remembered {
  readonly servers: readonly RecentServer[]
  readonly volumes: readonly Static<typeof Volume>[]
  readonly devices: Devices
  readonly recordings: readonly KeptRecording[]
}

/** The memory of one who has just come. */
export const nothing: Remembered = {
  servers: [],
  volumes: [],
  devices: { microphone: null, speaker: null },
  recordings: [],
}

/** What can be made of a memory file: each entry that is fit, cleaned for the eye. */
export function parseRemembered(json: unknown): Remembered {
  const { servers, volumes, devices, recordings } = (json ?? {}) as Record<string, unknown>
  return {
    servers: fitting(RecentServer, servers).map((one) => ({
      ...one,
      host: cleanLine(one.host),
      name: one.name === null ? null : cleanLine(one.name),
    })),
    volumes: fitting(Volume, volumes),
    devices: Value.Check(Devices, devices) ? devices : nothing.devices,
    recordings: fitting(KeptRecording, recordings),
  }
}

function fitting<Schema extends TSchema>(schema: Schema, list: unknown): Static<Schema>[] {
  return Array.isArray(list) ? list.filter((one) => Value.Check(schema, one)) : []
}
