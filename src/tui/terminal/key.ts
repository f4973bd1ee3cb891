/** A key as a terminal reports it. */
export interface Key {
  /** The character it types, or a name such as `enter`, `up`, `f1`. */
  readonly name: string
  /** The text it types, or ''. */
  readonly text: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly kind: 'press' | 'release'
}

/** A mouse button or wheel; cells count from 0. */
export interface Mouse {
  readonly kind: 'down' | 'up' | 'drag' | 'wheel-up' | 'wheel-down'
  readonly x: number
  readonly y: number
}

/** An input event of a terminal. */
export type TerminalEvent =
  | { readonly event: 'key'; readonly key: Key }
  | { readonly event: 'mouse'; readonly mouse: Mouse }
  | { readonly event: 'paste'; readonly text: string }
  | { readonly event: 'focus'; readonly focused: boolean }
  /** The reply to a query: the whole sequence. */
  | { readonly event: 'answer'; readonly sequence: string }

/** The name of a key in settings and tables: `m`, `ctrl+c`, `alt+enter`, `shift+tab`. */
export function keyId({ name, ctrl, alt, shift, text }: Key): string {
  const named = text === '' || name !== text
  return `${ctrl ? 'ctrl+' : ''}${alt ? 'alt+' : ''}${shift && named ? 'shift+' : ''}${name}`
}

/** The label of a key: `Ctrl+C`, `Space`, `PgUp`. */
export function keyLabel(id: string): string {
  const names: Record<string, string> = { pageup: 'PgUp', pagedown: 'PgDn', escape: 'Esc', '+': '+' }
  return id
    .split(/\+(?=.)/)
    .map((part, index, parts) => {
      if (names[part]) return names[part]
      if (part.length > 1) return part[0]!.toUpperCase() + part.slice(1)
      return parts.length > 1 && index === parts.length - 1 ? part.toUpperCase() : part
    })
    .join('+')
}
