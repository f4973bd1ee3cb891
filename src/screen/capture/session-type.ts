/** What draws the screens here; null where nothing does. */
export type SessionType = 'x11' | 'wayland' | 'macos' | 'windows'

/** Tells it by the system and its environment. */
export function sessionType(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): SessionType | null {
  if (platform === 'darwin') return 'macos'
  if (platform === 'win32') return 'windows'
  // There is an X server under Wayland as well, which shows nothing of the screen.
  if (env.WAYLAND_DISPLAY || env.XDG_SESSION_TYPE === 'wayland') return 'wayland'
  return env.DISPLAY ? 'x11' : null
}
