import { paletteChoices } from '../../tui/choices.ts'
import { sharedActions } from '../../tui/shared-actions.ts'
import type { Command, CommandContext } from './meeting-command.ts'

export const screenCommands: readonly Command[] = [
  { ...sharedActions.help, group: 'Screen', anywhere: true, run: help },
  { ...sharedActions.palette, group: 'Screen', screenOnly: true, run: palette },
  {
    name: 'next',
    group: 'Screen',
    keys: ['tab'],
    screenOnly: true,
    help: 'move to the next panel',
    run: ({ screen }) => screen!.show({ event: 'focus-moved', by: 1 }),
  },
  {
    name: 'previous',
    group: 'Screen',
    keys: ['shift+tab'],
    screenOnly: true,
    help: 'move to the previous panel',
    run: ({ screen }) => screen!.show({ event: 'focus-moved', by: -1 }),
  },
  {
    name: 'sidebar',
    group: 'Screen',
    keys: ['b'],
    screenOnly: true,
    help: 'hide or show the side bar',
    run: ({ screen }) => screen!.show({ event: 'side-bar' }),
  },
  { ...sharedActions.redraw, group: 'Screen', screenOnly: true, anywhere: true, run: ({ screen }) => screen!.redraw() },
  {
    name: 'quit',
    group: 'Screen',
    keys: ['q', 'ctrl+c'],
    anywhere: true,
    help: 'leave and quit (or type {quit})',
    run: quit,
  },
]

function help({ show, screen, commands }: CommandContext): void {
  if (screen) {
    screen.show({ event: 'overlay', overlay: { kind: 'help', scroll: 0 } })
    return
  }
  for (const line of helpLines(commands)) show(line)
  show('Anything else you type is sent to the room; begin with // to send a line that starts with a slash.')
}

function palette({ screen, meeting, commands }: CommandContext): void {
  screen!.choose('Commands', paletteChoices(commands, meeting.state, '/'))
}

function quit({ screen, ask, quit: leave }: CommandContext): void {
  if (!screen?.state.recording) leave()
  else {
    ask('You are recording. Type y to stop recording and leave.', (answer) => {
      if (/^y/i.test(answer.trim())) leave()
    })
  }
}

/** One help line for each command of the plain interface. */
function helpLines(commands: readonly Command[]): string[] {
  const typed = commands.filter(({ screenOnly }) => !screenOnly)
  const heads = typed.map(({ name, argument }) => `/${name}${argument ? ` ${argument}` : ''}`)
  const width = Math.max(...heads.map((head) => head.length))
  return typed.map(({ help }, index) => `${heads[index]!.padEnd(width)}  ${help}`)
}
