import { describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../src/client/commands/meeting-command.ts'
import { runLine } from '../../../src/client/commands/run-command.ts'
import type { ScreenControls } from '../../../src/client/commands/screen-controls.ts'
import { commands } from '../../../src/client/commands/table.ts'
import type { Meeting } from '../../../src/client/meeting/meeting.ts'
import { initialUiState } from '../../../src/client/tui/state.ts'
import { ok } from '../../../src/lib/result.ts'
import { initialState } from '../../../src/protocol/meeting/state.ts'

/** A command context with a stub of the meeting that records what it is asked to join. */
function person({ withScreen = true, room = null as string | null } = {}) {
  const complaints: string[] = []
  const questions: string[] = []
  const joined: string[] = []
  const answers: ((line: string) => Promise<void> | void)[] = []
  const join = async (name: string) => {
    joined.push(name)
    return ok(undefined)
  }
  const screen: ScreenControls = {
    state: initialUiState,
    showsPictures: true,
    pictures: [],
    show() {},
    choose() {},
    redraw() {},
    studio: async () => {},
    keyOf: () => null,
    open: () => {
      throw new Error('nothing is opened here')
    },
  }
  const context = {
    meeting: { state: { ...initialState, room }, rooms: { join } } as unknown as Meeting,
    commands,
    show() {},
    complain: (text: string) => complaints.push(text),
    quit() {},
    ask: (question: string, answer: (line: string) => Promise<void> | void) => {
      questions.push(question)
      answers.push(answer)
    },
    screen: withScreen ? screen : null,
  } as unknown as CommandContext
  return { run: (line: string) => runLine(context, line), complaints, questions, joined, answers }
}

describe('a typed command', () => {
  it('is found by its name, ignoring case, and receives the rest as argument', async () => {
    const { run, joined } = person()
    await run('/JOIN  the big room ')
    expect(joined).toEqual(['the big room'])
  })

  it('is reported as unknown, without control characters', async () => {
    const { run, complaints } = person()
    await run('/no\u001B[2Jpe x')
    expect(complaints).toEqual(['Unknown command /nope; /help lists the commands'])
    for (const typo of ['mutee', 'mte', 'muet', 'mule']) {
      await run(`/${typo}`)
      expect(complaints.at(-1)).toBe(`Unknown command /${typo}; did you mean /mute?`)
    }
  })

  it('asks for a missing argument in the full-screen interface, and fails in the plain one', async () => {
    const asked = person()
    await asked.run('/join')
    expect(asked.questions).toEqual(['Room to join:'])
    await asked.answers[0]!(' retro ')
    expect(asked.joined).toEqual(['retro'])
    const plain = person({ withScreen: false })
    await plain.run('/join')
    expect(plain.complaints).toEqual(['/join needs ROOM'])
  })

  it('is refused with advice when it needs a room', async () => {
    const { run, complaints } = person()
    await run('/who')
    expect(complaints[0]).toMatch(/you are not in a room/)
  })

  it('is unknown in the plain interface when it is for the full screen only', async () => {
    const { run, complaints } = person({ withScreen: false })
    await run('/sidebar')
    expect(complaints[0]).toMatch(/Unknown command \/sidebar/)
  })
})

describe('the table of commands', () => {
  it('has unique names and keys', () => {
    const names = commands.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has a question for each required argument', () => {
    const mute = commands.filter(({ needsArgument, question }) => needsArgument && !question)
    expect(mute.map(({ name }) => name)).toEqual([])
  })
})
