/** What a page may do besides loading its own files and connecting to its own server. */
export interface PagePermissions {
  /** `connect-src` sources beyond `'self'`, because older browsers do not apply that to WebSockets. */
  readonly connect: readonly string[]
  /** Features of the browser that the page itself may use (Permissions Policy), such as `microphone`. */
  readonly features: readonly string[]
  /** Sources of pictures beyond `'self'`. */
  readonly images?: readonly string[]
}

/** What the web client may do, besides connecting to its server. */
export const APP_PERMISSIONS = {
  features: ['camera', 'microphone', 'display-capture', 'screen-wake-lock'],
  images: ['blob:'],
} as const

/** Features that pages ask for elsewhere, and that are denied where they are not named. */
const FEATURES = ['camera', 'microphone', 'display-capture', 'geolocation', 'screen-wake-lock']

/**
 * Security headers of every response of a page server: no inline scripts, no framing, no referrer, and files that no other
 * site can load.
 */
export function pageHeaders({ connect, features, images = [] }: PagePermissions): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ['img-src', "'self'", ...images].join(' '),
    ['connect-src', "'self'", ...connect].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  const permissions = FEATURES.map((name) => `${name}=(${features.includes(name) ? 'self' : ''})`)
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': permissions.join(', '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  }
}
