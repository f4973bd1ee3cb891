/** What is wrapped, by stage: module below dist/, class, method, and how to get the frame that passed. */
export const POINTS: Readonly<Record<string, readonly [module: string, ...rest: unknown[]]>>
