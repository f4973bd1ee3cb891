import { type Command, type CommandContext, needsRoom } from './meeting-command.ts'

export const browserCommands: readonly Command[] = [
  {
    name: 'view',
    group: 'Share',
    keys: ['o'],
    help: 'open what others share in the browser, at full resolution',
    refusal: needsRoom,
    // A browser that is slow to open must not hold up what is done next.
    run: (context) => void view(context),
  },
]

async function view({ meeting, show, complain }: CommandContext): Promise<void> {
  try {
    for (const line of await meeting.browser.open()) show(line)
  } catch (error) {
    complain(`the page cannot be served: ${(error as Error).message}`)
  }
}
