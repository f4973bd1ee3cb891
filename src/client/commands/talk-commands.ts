import type { Command } from './meeting-command.ts'

export const talkCommands: readonly Command[] = [
  {
    name: 'mute',
    group: 'Talk',
    keys: ['m'],
    help: 'mute yourself, or unmute',
    run: ({ meeting }) => meeting.setMuted(!meeting.state.muted),
  },
  {
    name: 'deafen',
    group: 'Talk',
    keys: ['d'],
    help: 'hear nobody, or hear again',
    run: ({ meeting }) => meeting.setDeafened(!meeting.state.deafened),
  },
]
