/** The ways to a picture of the screen. */
export const backends = ['ffmpeg', 'node-screenshots', 'screenshot-desktop'] as const
export type Backend = (typeof backends)[number]

/** What a user may choose of them; auto is the first that works. */
export const backendChoices = ['auto', ...backends] as const
export type BackendChoice = (typeof backendChoices)[number]
