import { systemClock } from '../../lib/clock.ts'
import { compiledProgram, HostChild } from '../../lib/host-child.ts'
import type { Camera, Place, WindowPlace } from '../../screen/capture/source-area.ts'
import type { FromPictures, ToPictures } from './picture-messages.ts'

/** What can be shared here. */
export interface Sources {
  readonly screens: readonly Place[]
  readonly windows: readonly WindowPlace[]
  readonly cameras: readonly Camera[]
  /** Why there is no screen, null where there is one. */
  readonly problem: string | null
}

const HOST = compiledProgram('picture-host.js', import.meta.url)
/** ms that the list may take. */
const PATIENCE = 10_000

/** Lists what can be shared, in a process of its own: the libraries that know it may block or crash. */
export async function listSources(): Promise<Sources> {
  const nothing = { screens: [], windows: [], cameras: [] }
  let child: HostChild<ToPictures, FromPictures> | null = null
  let cancel = () => {}
  const sources = await new Promise<Sources>((resolve) => {
    const fail = (problem: string) => resolve({ ...nothing, problem })
    cancel = systemClock.after(PATIENCE, () => fail('the system does not tell what can be shared'))
    child = new HostChild<ToPictures, FromPictures>({
      program: HOST,
      clock: systemClock,
      heard: (message) => {
        if (message.type === 'listed') resolve(message.sources)
      },
      died: fail,
    })
    child.say({ type: 'list' })
  })
  cancel()
  await child!.end()
  return sources
}
