import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { Meeting } from '../meeting/meeting.ts'
import { FetchCancelled, type FetchStatus } from '../recordings/fetching.ts'
import { chooseRecording, NO_RECORDINGS, recordingLine } from '../recordings/recording-list.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
import type { ScreenControls } from './screen-controls.ts'

/** Argument in place of a file name: the server records, each person on a separate track. */
const TRACKS = 'tracks'
/** Recordings of at least this many bytes report their progress. */
const WORTH_TELLING = 10_000_000

export const recordCommands: readonly Command[] = [
  {
    name: 'record',
    group: 'Record',
    argument: '[FILE.wav | tracks]',
    keys: ['r'],
    help: 'record the room to a WAV file, or on the server with `tracks`; press again to stop',
    refusal: needsRoom,
    run: record,
  },
  {
    name: 'tracks',
    group: 'Record',
    keys: ['R'],
    help: 'record on the server, a separate track for each person who agrees; run again to stop',
    refusal: needsRoom,
    run: ({ meeting }) => meeting.tracks.record(!recordsTracks(meeting.state)),
  },
  {
    name: 'agree',
    group: 'Record',
    help: 'let the server record you',
    refusal: needsTracks,
    run: (context, asked) => consent(context, asked, true),
  },
  {
    name: 'refuse',
    group: 'Record',
    help: 'do not let the server record you, or stop it',
    refusal: needsTracks,
    run: (context, asked) => consent(context, asked, false),
  },
  {
    name: 'mark',
    group: 'Record',
    argument: '[TEXT]',
    keys: ['M'],
    help: 'mark this moment in your recording on the server',
    run: ({ meeting, complain }, text) => {
      if (recordsTracks(meeting.state)) meeting.tracks.mark(text)
      else complain('the server is not recording for you; /record tracks starts a recording')
    },
  },
  {
    name: 'pause',
    group: 'Record',
    keys: ['p'],
    help: 'pause or resume the recording',
    run: ({ meeting, complain }) => {
      const { recording, state } = meeting
      const paused = recording.on ? recording.paused : (state.tracks?.paused ?? false)
      if (recording.on) recording.pause(!paused)
      if (recordsTracks(state)) meeting.tracks.pause(!paused)
      else if (!recording.on) complain(NOT_RECORDING)
    },
  },
  {
    name: 'recordings',
    group: 'Record',
    help: 'list the recordings on this server that you can fetch',
    run: async ({ meeting, show }) => {
      const recordings = await meeting.tracks.list()
      for (const line of recordings.length > 0 ? recordings.map(recordingLine) : [`${NO_RECORDINGS}.`]) show(line)
    },
  },
  {
    name: 'fetch',
    group: 'Record',
    argument: '[RECORDING]',
    help: 'download a recording from this server, the latest by default',
    run: fetch,
  },
  {
    name: 'stopfetch',
    group: 'Record',
    help: 'stop the download; /fetch resumes it',
    run: ({ meeting, complain }) => {
      if (!meeting.tracks.cancelFetch()) complain('nothing is being downloaded')
    },
  },
  {
    name: 'studio',
    group: 'Record',
    argument: '[RECORDING]',
    keys: ['e'],
    screenOnly: true,
    help: 'list the recordings on this computer, or open one in the studio during the meeting',
    run: ({ screen }, recording) => screen!.studio(recording.trim() || null),
  },
  {
    name: 'stop',
    group: 'Record',
    help: 'stop recording',
    run: async ({ meeting, complain }) => {
      const { recording, state } = meeting
      if (recordsTracks(state)) meeting.tracks.record(false)
      else if (!recording.on) complain(NOT_RECORDING)
      await recording.stop()
    },
  },
]

/** @param asked the recording that the user was asked about; '' for the current one */
async function consent({ meeting, complain }: CommandContext, asked: string, agree: boolean): Promise<void> {
  const current = meeting.state.tracks?.recording ?? null
  if (current === null || (asked !== '' && asked !== current)) {
    complain('the recording that you were asked about has ended')
  } else await meeting.tracks.consent(current, agree)
}

const NOT_RECORDING = 'you are not recording; /record starts a recording'

async function record({ meeting, complain, screen }: CommandContext, file: string): Promise<void> {
  if (screen && meeting.recording.on && !file) return meeting.recording.stop()
  if (file === TRACKS) return recordTracks(meeting, complain)
  const started = await meeting.record(file || null)
  if (!started.ok) complain(started.refusal)
}

function recordTracks(meeting: Meeting, complain: (text: string) => void): void {
  if (recordsTracks(meeting.state)) complain('the server is already recording this room for you; /stop ends it')
  else meeting.tracks.record(true)
}

/** Starts a download and returns, so that other commands can run during it. */
async function fetch({ meeting, show, complain, screen }: CommandContext, wanted: string): Promise<void> {
  const { tracks } = meeting
  if (tracks.fetching) {
    complain(`${tracks.fetching.recording} is being downloaded; /stopfetch stops it`)
    return
  }
  const { recording, bytes } = chooseRecording(await tracks.list(), wanted.trim())
  show(`Downloading ${recording} in the background.`)
  let quarter = 0
  // The full-screen interface shows a progress bar instead.
  const progress = ({ share }: FetchStatus) => {
    if (screen || bytes < WORTH_TELLING || Math.floor(share * 4) <= quarter || share === 1) return
    quarter = Math.floor(share * 4)
    show(`${recording}: ${quarter * 25} % downloaded.`)
  }
  void tracks.fetch(recording, progress).then(
    (folder) => show(`Downloaded ${recording} to ${folder}; all files verified.${opensIt(screen, recording)}`),
    (error: Error) => {
      if (error instanceof FetchCancelled) show(`Stopped downloading ${recording}; /fetch resumes it.`)
      else complain(`${recording} could not be downloaded: ${error.message} /fetch resumes it.`)
    },
  )
}

function opensIt(screen: ScreenControls | null, recording: string): string {
  if (!screen) return ''
  return ` ${screen.keyOf('studio') ?? '/studio'} lists local recordings, /studio ${recording} opens this one.`
}

/** Whether the server is recording the room at this user's request. */
function recordsTracks({ tracks, self }: MeetingState): boolean {
  return tracks?.by.id === self.id
}

function needsTracks({ tracks }: MeetingState): string | null {
  return tracks ? null : 'the server is not recording this room'
}
