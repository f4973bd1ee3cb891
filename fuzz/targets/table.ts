import type { OpenTarget } from '../target.ts'

/** Everything that is fuzzed, by name. Each is loaded when it is opened, so that its coverage is complete. */
export const targets: Readonly<Record<string, OpenTarget>> = {
  sessions: async () => (await import('./sessions.ts')).sessions(),
  client: async () => (await import('./client.ts')).client(),
  port: async () => (await import('./port.ts')).port(),
  viewer: async () => (await import('./viewer.ts')).viewer(),
  ctl: async () => (await import('./ctl.ts')).ctl(),
  files: async () => (await import('./files.ts')).files(),
  sound: async () => (await import('./sound.ts')).sound(),
}
