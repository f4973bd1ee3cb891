/** The programs and libraries that can capture a screen. */
export const backends = ['ffmpeg', 'node-screenshots', 'screenshot-desktop'] as const
export type Backend = (typeof backends)[number]

/** The values of the capture setting. `auto`: the first backend that works. */
export const backendChoices = ['auto', ...backends] as const
export type BackendChoice = (typeof backendChoices)[number]
