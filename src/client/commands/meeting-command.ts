import type { Action, ActionContext } from '../../tui/action.ts'
import type { DeviceMemory } from '../meeting/device-memory.ts'
import type { Meeting } from '../meeting/meeting.ts'
import type { MeetingState } from '../meeting/state.ts'
import type { ScreenControls } from './screen-controls.ts'

/** What a command needs of the interface it is given in. */
export interface CommandContext extends ActionContext {
  meeting: Meeting
  /** The table, for the commands that tell of it. */
  commands: readonly Command[]
  /** Shows a line to the user. */
  show(line: string): void
  /** Leaves the meeting and ends the program. */
  quit(): void
  devices: DeviceMemory
  /** null in the plain interface. */
  screen: ScreenControls | null
}

export const commandGroups = [
  'Rooms',
  'People',
  'Account',
  'Order',
  'Talk',
  'Write',
  'Record',
  'Share',
  'Screen',
] as const
export type CommandGroup = (typeof commandGroups)[number]

/** Something one can do in a meeting: by a key, by `/name`, from the palette. The plain interface asks no questions. */
export interface Command extends Action<CommandContext, MeetingState, CommandGroup> {
  /** What the argument is completed from. */
  readonly completes?: 'rooms' | 'people'
  /** Only makes sense in the full-screen interface. */
  readonly screenOnly?: boolean
  /** Can be done before one is at a server. */
  readonly anywhere?: boolean
}

/** Refuses what needs a room. */
export function needsRoom(state: MeetingState): string | null {
  return state.room
    ? null
    : 'you are in no room; /rooms lists them, /join ROOM goes into one, /new ROOM makes one'
}
