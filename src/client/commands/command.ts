import type { Picture } from '../../screen/picture.ts'
import type { DeviceMemory } from '../device-memory.ts'
import type { Meeting } from '../meeting.ts'
import type { MeetingState } from '../state.ts'
import type { UiEvent } from '../tui/events.ts'
import type { Choice, UiState } from '../tui/state.ts'

/** The full-screen interface, as far as commands need it. */
export interface ScreenControls {
  readonly state: UiState
  /** Changes what is shown. */
  show(event: UiEvent): void
  /** Whether this terminal can show pictures. */
  readonly showsPictures: boolean
  /** The pictures that one watches, in full resolution. */
  readonly pictures: readonly Picture[]
  /** Opens a list to choose from. */
  choose(title: string, choices: readonly Choice[]): void
  /** Draws everything anew. */
  redraw(): void
}

/** What a command needs of the interface it is given in. */
export interface CommandContext {
  meeting: Meeting
  /** The table, for the commands that tell of it. */
  commands: readonly Command[]
  /** Shows a line to the user. */
  show(line: string): void
  /** Shows what went wrong. */
  complain(text: string): void
  /** Leaves the meeting and ends the program. */
  quit(): void
  /**
   * Asks a question; an empty answer cancels.
   * @param options `secret`: the answer is not shown. `filled`: what stands there to begin with.
   */
  ask(
    question: string,
    answer: (line: string) => Promise<void> | void,
    options?: { secret?: boolean; filled?: string },
  ): void
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

/** Something one can do: by a key, by `/name`, from the palette. */
export interface Command {
  readonly name: string
  readonly group: CommandGroup
  /** What follows the name, for the help. */
  readonly argument?: string
  /** Asked for in the full-screen interface where the argument is missing; the plain one complains. */
  readonly question?: string
  readonly needsArgument?: boolean
  /** What the argument is completed from. */
  readonly completes?: 'rooms' | 'people'
  readonly help: string
  /** Keys that do it unless the settings say otherwise. */
  readonly keys?: readonly string[]
  /** Only makes sense in the full-screen interface. */
  readonly screenOnly?: boolean
  /** Can be done before one is at a server. */
  readonly anywhere?: boolean
  /** Why it cannot be done now; null where it can. */
  readonly refusal?: (state: MeetingState) => string | null
  run(context: CommandContext, argument: string): Promise<void> | void
}

/** Refuses what needs a room. */
export function needsRoom(state: MeetingState): string | null {
  return state.room
    ? null
    : 'you are in no room; /rooms lists them, /join ROOM goes into one, /new ROOM makes one'
}
