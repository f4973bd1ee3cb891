import type { Meeting } from '../meeting/meeting.ts'
import type { MeetingState } from '../meeting/state.ts'
import { FetchCancelled, type FetchStatus } from '../recordings/fetching.ts'
import { chooseRecording, NO_RECORDINGS, recordingLine } from '../recordings/recording-list.ts'
import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'
import type { ScreenControls } from './screen-controls.ts'

/** Instead of a file: the server records, each person on a track of their own. */
const TRACKS = 'tracks'
/** Bytes of a recording from which on one wants to know how much of it is here. */
const WORTH_TELLING = 10_000_000

export const recordCommands: readonly Command[] = [
  {
    name: 'record',
    group: 'Record',
    argument: '[FILE.wav | tracks]',
    keys: ['r'],
    help: 'record the room to a WAV file, or with `tracks` on the server; by its key also end it',
    refusal: needsRoom,
    run: record,
  },
  {
    name: 'tracks',
    group: 'Record',
    keys: ['R'],
    help: 'let the server record, each who agrees on a track of their own; once more ends it',
    refusal: needsRoom,
    run: ({ meeting }) => meeting.tracks.record(!recordsTracks(meeting.state)),
  },
  {
    name: 'agree',
    group: 'Record',
    help: 'let the server record you',
    refusal: needsTracks,
    run: ({ meeting }) => meeting.tracks.consent(true),
  },
  {
    name: 'refuse',
    group: 'Record',
    help: 'do not let the server record you, or not any more',
    refusal: needsTracks,
    run: ({ meeting }) => meeting.tracks.consent(false),
  },
  {
    name: 'mark',
    group: 'Record',
    argument: '[TEXT]',
    keys: ['M'],
    help: 'mark this moment in your recording on the server',
    run: ({ meeting, complain }, text) => {
      if (recordsTracks(meeting.state)) meeting.tracks.mark(text)
      else complain('the server makes no recording for you; /record tracks begins one')
    },
  },
  {
    name: 'pause',
    group: 'Record',
    keys: ['p'],
    help: 'pause the recording, or go on with it',
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
    help: 'list the recordings at this server that you may have',
    run: async ({ meeting, show }) => {
      const recordings = await meeting.tracks.list()
      for (const line of recordings.length > 0 ? recordings.map(recordingLine) : [`${NO_RECORDINGS}.`])
        show(line)
    },
  },
  {
    name: 'fetch',
    group: 'Record',
    argument: '[RECORDING]',
    help: 'get a recording from this server, the latest if none is named',
    run: fetch,
  },
  {
    name: 'stopfetch',
    group: 'Record',
    help: 'give up what is being fetched; /fetch goes on with it later',
    run: ({ meeting, complain }) => {
      if (!meeting.tracks.cancelFetch()) complain('nothing is being fetched')
    },
  },
  {
    name: 'studio',
    group: 'Record',
    argument: '[RECORDING]',
    keys: ['e'],
    screenOnly: true,
    help: 'list the recordings of this computer, or open one in the studio; the meeting goes on',
    run: ({ screen }, recording) => screen!.studio(recording.trim() || null),
  },
  {
    name: 'stop',
    group: 'Record',
    help: 'end the recording',
    run: async ({ meeting, complain }) => {
      const { recording, state } = meeting
      if (recordsTracks(state)) meeting.tracks.record(false)
      else if (!recording.on) complain(NOT_RECORDING)
      await recording.stop()
    },
  },
]

const NOT_RECORDING = 'you are not recording; /record begins'

async function record({ meeting, complain, screen }: CommandContext, file: string): Promise<void> {
  if (screen && meeting.recording.on && !file) return meeting.recording.stop()
  if (file === TRACKS) return recordTracks(meeting, complain)
  const started = await meeting.record(file || null)
  if (!started.ok) complain(started.refusal)
}

function recordTracks(meeting: Meeting, complain: (text: string) => void): void {
  if (recordsTracks(meeting.state))
    complain('the server is recording this room for you already; /stop ends it')
  else meeting.tracks.record(true)
}

/** Others can be done meanwhile: it is not waited for. */
async function fetch({ meeting, show, complain, screen }: CommandContext, wanted: string): Promise<void> {
  const { tracks } = meeting
  if (tracks.fetching) {
    complain(`${tracks.fetching.recording} is on its way; /stopfetch gives it up`)
    return
  }
  const { recording, bytes } = chooseRecording(await tracks.list(), wanted.trim())
  show(`Fetching ${recording}; you can go on talking.`)
  let quarter = 0
  // The full screen has a bar for it.
  const progress = ({ share }: FetchStatus) => {
    if (screen || bytes < WORTH_TELLING || Math.floor(share * 4) <= quarter || share === 1) return
    quarter = Math.floor(share * 4)
    show(`${recording}: ${quarter * 25} % are here.`)
  }
  void tracks.fetch(recording, progress).then(
    (folder) =>
      show(`Fetched ${recording} to ${folder}; every file is as on the server.${opensIt(screen, recording)}`),
    (error: Error) => {
      if (error instanceof FetchCancelled) show(`${recording} was given up; /fetch goes on with it.`)
      else complain(`${recording} could not be fetched: ${error.message} /fetch goes on with it.`)
    },
  )
}

function opensIt(screen: ScreenControls | null, recording: string): string {
  if (!screen) return ''
  return ` ${screen.keyOf('studio') ?? '/studio'} lists what is here, /studio ${recording} opens it.`
}

/** Whether the server records the room for oneself. */
function recordsTracks({ tracks, self }: MeetingState): boolean {
  return tracks?.by.id === self.id
}

function needsTracks({ tracks }: MeetingState): string | null {
  return tracks ? null : 'the server does not record this room'
}
