import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'

/** What the contract says of one action or label. */
export interface Entry<Fields extends TProperties = TProperties> {
  /** One or two sentences for docs/PROTOCOL.md. */
  readonly doc: string
  readonly fields: TObject<Fields>
  /** The fields of a message as it may come; tests send it through encoder and decoder. */
  readonly example: Static<TObject<Fields>>
  /** Bytes of payload at most; 0 where it carries none. */
  readonly payloadCap: number
  /** So frequent that a log counts it and does not print it. */
  readonly frequent: boolean
  /** Whether it may be said before the password of the server was. */
  readonly open: boolean
}

/** An action and the label of its reply, if it has one. */
export interface ActionEntry<
  Fields extends TProperties = TProperties,
  Reply extends string | null = string | null,
> extends Entry<Fields> {
  readonly reply: Reply
}

interface Traits {
  payloadCap?: number
  frequent?: boolean
  open?: boolean
}

/** An entry of the table of labels. */
export function label<Fields extends TProperties>(
  doc: string,
  fields: Fields,
  example: Static<TObject<Fields>>,
  traits: Traits = {},
): Entry<Fields> {
  return { doc, fields: Type.Object(fields), example, payloadCap: 0, frequent: false, open: false, ...traits }
}

/** An entry of the table of actions; `reply` is the label of the answer, or null where none is sent. */
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
 * What is wrong with the fields of a message, in words, or null where nothing is. Fields that the entry does
 * not name are let through: a newer client may say more.
 */
export function complaint(entry: Entry, message: unknown): string | null {
  let check = compiled.get(entry.fields)
  if (!check) {
    check = TypeCompiler.Compile(entry.fields)
    compiled.set(entry.fields, check)
  }
  if (check.Check(message)) return null
  const first = check.Errors(message).First()
  return `field ${first?.path.slice(1).replaceAll('/', '.') || '?'}: ${first?.message ?? 'not as the contract says'}`
}
