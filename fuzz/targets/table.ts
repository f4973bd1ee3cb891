import type { OpenTarget } from '../target.ts'
import { client } from './client.ts'
import { ctl } from './ctl.ts'
import { files } from './files.ts'
import { port } from './port.ts'
import { sessions } from './sessions.ts'
import { sound } from './sound.ts'
import { viewer } from './viewer.ts'

/** Everything that is fuzzed, by name. */
export const targets: Readonly<Record<string, OpenTarget>> = {
  sessions,
  client,
  port,
  viewer,
  ctl,
  files,
  sound,
}
