import { accountCommands } from './account-commands.ts'
import { callCommands } from './call-commands.ts'
import type { Command } from './meeting-command.ts'
import { moderationCommands } from './moderation-commands.ts'
import { peopleCommands } from './people-commands.ts'
import { recordCommands } from './record-commands.ts'
import { roomCommands } from './rooms-commands.ts'
import { screenCommands } from './screen-commands.ts'
import { shareCommands } from './share-commands.ts'
import { soundCommands, talkCommands } from './sound-commands.ts'
import { browserCommands, watchCommands } from './watch-commands.ts'
import { writeCommands } from './write-commands.ts'

/**
 * All commands of a meeting. Key bindings, typed commands, help, palette, completions and the tables in the docs are
 * derived from this list.
 */
export const commands: readonly Command[] = [
  ...roomCommands,
  ...peopleCommands,
  ...callCommands,
  ...accountCommands,
  ...moderationCommands,
  ...talkCommands,
  ...soundCommands,
  ...writeCommands,
  ...recordCommands,
  ...shareCommands,
  ...watchCommands,
  ...browserCommands,
  ...screenCommands,
]
