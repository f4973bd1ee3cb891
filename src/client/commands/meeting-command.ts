import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { Action, ActionContext } from '../../tui/action.ts'
import type { DeviceMemory } from '../meeting/device-memory.ts'
import type { Meeting } from '../meeting/meeting.ts'
import type { ScreenControls } from './screen-controls.ts'

/** What a command needs from the interface in which it runs. */
export interface CommandContext extends ActionContext {
  meeting: Meeting
  /** All commands, for those that list them. */
  commands: readonly Command[]
  /** Shows a line to the user. */
  show(line: string): void
  /** Leaves the meeting and exits the program. */
  quit(): void
  devices: DeviceMemory
  /** null in the plain interface. */
  screen: ScreenControls | null
}

export const commandGroups = [
  'Rooms',
  'People',
  'Calls',
  'Account',
  'Moderation',
  'Talk',
  'Write',
  'Record',
  'Share',
  'Screen',
] as const
export type CommandGroup = (typeof commandGroups)[number]

/** An action in a meeting, run by a key, by `/name` or from the palette. The plain interface never asks `question`. */
export interface Command extends Action<CommandContext, MeetingState, CommandGroup> {
  /** The list from which Tab completes the argument. */
  readonly completes?: 'rooms' | 'people'
  /** Available only in the full-screen interface. */
  readonly screenOnly?: boolean
  /** Available before a server is joined. */
  readonly anywhere?: boolean
}

/** The refusal of a command that needs a room; null when the user is in one. */
export function needsRoom(state: MeetingState): string | null {
  return state.room ? null : 'you are not in a room; /rooms lists rooms, /join ROOM joins one, /new ROOM creates one'
}
