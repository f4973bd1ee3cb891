import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'

/** The contract of one action or label. */
export interface Entry<Fields extends TProperties = TProperties> {
  /** One or two sentences for docs/PROTOCOL.md. */
  readonly doc: string
  readonly fields: TObject<Fields>
  /** Fields of a valid message; shown in the docs and sent through encoder and decoder by tests. */
  readonly example: Static<TObject<Fields>>
  /** Maximum payload in bytes; 0 if the message carries none. */
  readonly payloadCap: number
  /** Whether it is so frequent that the log counts it instead of printing it. */
  readonly frequent: boolean
  /** Whether it is allowed before the client has sent the server password. */
  readonly open: boolean
}

/** The contract of an action, with the label of its reply; null if it has no reply. */
export interface ActionEntry<Fields extends TProperties = TProperties, Reply extends string | null = string | null>
  extends Entry<Fields> {
  readonly reply: Reply
}

interface Traits {
  payloadCap?: number
  frequent?: boolean
  open?: boolean
}

/**
 * Builds an entry of the table of labels.
 *
 * @param doc one or two sentences for docs/PROTOCOL.md
 * @param traits default: no payload, not frequent, not open
 */
export function label<Fields extends TProperties>(
  doc: string,
  fields: Fields,
  example: Static<TObject<Fields>>,
  traits: Traits = {},
): Entry<Fields> {
  return { doc, fields: Type.Object(fields), example, payloadCap: 0, frequent: false, open: false, ...traits }
}

/**
 * Builds an entry of the table of actions.
 *
 * @param reply the label of the reply; null if none is sent
 */
export function action<Fields extends TProperties, Reply extends string | null>(
  reply: Reply,
  doc: string,
  fields: Fields,
  example: Static<TObject<Fields>>,
  traits: Traits = {},
): ActionEntry<Fields, Reply> {
  return { ...label(doc, fields, example, traits), reply }
}

const compiled = new WeakMap<TObject, TypeCheck<TObject>>()

/**
 * Checks the fields of a message against the schema of its entry. Unknown fields are allowed, so that newer
 * programs can add some.
 *
 * @returns the first violation, as the second part of an error message; null if the fields are valid
 */
export function complaint(entry: Entry, message: unknown): string | null {
  let check = compiled.get(entry.fields)
  if (!check) {
    check = TypeCompiler.Compile(entry.fields)
    compiled.set(entry.fields, check)
  }
  if (check.Check(message)) return null
  const first = check.Errors(message).First()
  return `field ${first?.path.slice(1).replaceAll('/', '.') || '?'}: ${first?.message ?? 'invalid'}`
}
