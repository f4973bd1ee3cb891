import { checkCapture } from './capture.ts'
import type { Check } from './check.ts'
import { checkLibraries } from './libraries.ts'
import { checkMicrophone } from './microphone.ts'
import { checkServer } from './server.ts'
import { checkSettings } from './settings-file.ts'
import { checkSpeaker } from './speaker.ts'
import { checkTerminal } from './terminal.ts'
import { checkVersions } from './versions.ts'

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
