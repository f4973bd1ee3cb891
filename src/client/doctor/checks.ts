import { checkCapture } from './capture-check.ts'
import type { Check } from './check.ts'
import { checkLibraries } from './libraries-check.ts'
import { checkMicrophone } from './microphone-check.ts'
import { checkServer } from './server-check.ts'
import { checkSettings } from './settings-file-check.ts'
import { checkSpeaker } from './speaker-check.ts'
import { checkTerminal } from './terminal-check.ts'
import { checkVersions } from './versions-check.ts'

/** Everything that `chat-client doctor` looks at, in this order. */
export const checks: readonly Check[] = [
  { name: 'versions', title: 'Versions', run: checkVersions },
  { name: 'settings', title: 'Settings', run: checkSettings },
  { name: 'terminal', title: 'Terminal', run: checkTerminal },
  { name: 'libraries', title: 'Libraries', run: checkLibraries },
  { name: 'microphone', title: 'Microphone', run: checkMicrophone },
  { name: 'speaker', title: 'Speaker', run: checkSpeaker },
  { name: 'capture', title: 'Screen sharing', run: checkCapture },
  { name: 'server', title: 'Server', run: checkServer },
]
