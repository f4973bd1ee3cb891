import { isIPv6 } from 'node:net'
import { renderUnicodeCompact } from 'uqr'

/** The URL of a page. @param host a name or an address */
export function pageAddress(host: string, port: number, encrypted: boolean): string {
  return `${encrypted ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/** A QR code for the cameras of phones, with the margin that they need (ISO/IEC 18004, section 5.3.8). */
export function qrLines(text: string): string[] {
  return renderUnicodeCompact(text, { border: 2 }).split('\n')
}

/** What others need to open a page. */
export interface PageLink {
  /** URLs as the server sent them, the likeliest first. */
  readonly pages: readonly string[]
  /** The address that works for this user, and so likely for others. */
  readonly host: string
  /** The words of the server's key; null where it is not encrypted. */
  readonly key: string | null
}

/** The lines to pass on to those who join from a browser. @param qr whether a QR code can be shown */
export function linkLines({ pages, host, key }: PageLink, qr: boolean): string[] {
  const urls = pages.flatMap(pageUrl)
  const mine = urls.filter((url) => url.hostname.replace(/^\[|\]$/g, '') === host)
  const [first, ...others] = [...new Set([...mine, ...urls].map(({ origin }) => origin))]
  if (first === undefined) return ['This server has no web client: its operator started it with --no-web.']
  return [
    `Join from a browser or phone: ${first}`,
    ...(qr ? qrLines(first) : []),
    ...(others.length === 0 ? [] : [`Other addresses of the same page: ${others.join(' ')}`]),
    ...(key === null ? [] : [`Key of the server, to compare: ${key}`]),
  ]
}

/** The URL that a server sent, if it can be one of a page. */
function pageUrl(text: string): URL[] {
  const url = URL.canParse(text) ? new URL(text) : null
  return url && ['http:', 'https:'].includes(url.protocol) ? [url] : []
}
