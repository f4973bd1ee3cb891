import { cleanText } from './capture-text.ts'
import { DISPLAY_SHUT } from './list-screens.ts'

/** What ffmpeg says, and what that means to a user. The first that matches counts. */
const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [/Cannot open display/i, DISPLAY_SHUT],
  [
    /outside the screen size/i,
    'That region is not all on the screen; choose one that is ("chat-client screens" tells the sizes)',
  ],
  [
    /Device or resource busy|could not (run|start) (graph|capture)|already in use/i,
    'The camera is used by another program; end that one, or choose another camera',
  ],
  [
    /not authorized|Failed to create AV capture input device|TCC|denied by system/i,
    'The system does not allow it; allow the terminal to record the screen and use the camera in the settings for privacy, and start it anew',
  ],
  [
    /Permission denied/i,
    'The system does not allow it; on Linux, add yourself to the group "video" and log in again',
  ],
  [/Can't find window/i, 'That window is gone; choose another one'],
  [/Unknown input format/i, 'This ffmpeg cannot capture here; install the one of your system'],
  [
    /No such (file or directory|device)|Could not find video device|Invalid device index|I\/O error opening/i,
    'There is no such camera or screen any more; "chat-client cameras" and "chat-client screens" list what there is',
  ],
  [
    /Cannot get the image data|BadMatch|BadDrawable|Generic error in an external library/i,
    'The screen or window changed its size, or is gone',
  ],
]

/** Why ffmpeg ended, as a sentence. @param said what it wrote to its standard error. */
export function ffmpegComplaint(said: string): string {
  const known = COMPLAINTS.find(([pattern]) => pattern.test(said))
  if (known) return known[1]
  const last = cleanText(said.trim().split('\n').at(-1) ?? '')
  return last ? `ffmpeg ended: ${last}` : 'ffmpeg ended and did not say why; try another way with --capture'
}
