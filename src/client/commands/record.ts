import { type Command, type CommandContext, needsRoom } from './command.ts'

export const recordCommands: readonly Command[] = [
  {
    name: 'record',
    group: 'Record',
    argument: '[FILE.wav]',
    keys: ['r'],
    help: 'record the room to a WAV file; by its key also end it',
    refusal: needsRoom,
    run: record,
  },
  {
    name: 'pause',
    group: 'Record',
    keys: ['p'],
    help: 'pause the recording, or go on with it',
    run: ({ meeting, complain }) => {
      if (meeting.recording.on) meeting.recording.pause(!meeting.recording.paused)
      else complain('you are not recording; /record begins')
    },
  },
  {
    name: 'stop',
    group: 'Record',
    help: 'end the recording',
    run: async ({ meeting, complain }) => {
      if (meeting.recording.on) await meeting.recording.stop()
      else complain('you are not recording; /record begins')
    },
  },
]

async function record({ meeting, complain, screen }: CommandContext, file: string): Promise<void> {
  if (screen && meeting.recording.on && !file) return meeting.recording.stop()
  const wrong = await meeting.record(file || null)
  if (wrong) complain(wrong)
}
