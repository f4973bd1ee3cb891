import { accountCommands } from './account.ts'
import type { Command } from './command.ts'
import { orderCommands } from './order.ts'
import { peopleCommands } from './people.ts'
import { recordCommands } from './record.ts'
import { roomCommands } from './rooms.ts'
import { screenCommands } from './screen.ts'
import { shareCommands } from './share.ts'
import { soundCommands } from './sound.ts'
import { talkCommands } from './talk.ts'
import { viewCommands } from './view.ts'
import { watchCommands } from './watch.ts'
import { writeCommands } from './write.ts'

/**
 * Everything one can do. The keys, the typed commands, the help, the palette, the completions and the tables in the
 * docs are all made from it.
 */
export const commands: readonly Command[] = [
  ...roomCommands,
  ...peopleCommands,
  ...accountCommands,
  ...orderCommands,
  ...talkCommands,
  ...soundCommands,
  ...writeCommands,
  ...recordCommands,
  ...shareCommands,
  ...watchCommands,
  ...viewCommands,
  ...screenCommands,
]
