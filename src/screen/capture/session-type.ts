/** The window system of a desktop session. */
export type SessionType = 'x11' | 'wayland' | 'macos' | 'windows'

/** Determines the window system from platform and environment; null if there is none. */
export function sessionType(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): SessionType | null {
  if (platform === 'darwin') return 'macos'
  if (platform === 'win32') return 'windows'
  // Wayland sessions also set DISPLAY, but their X server shows only black.
  if (env.WAYLAND_DISPLAY || env.XDG_SESSION_TYPE === 'wayland') return 'wayland'
  return env.DISPLAY ? 'x11' : null
}
