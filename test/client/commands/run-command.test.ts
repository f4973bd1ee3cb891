import { describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../src/client/commands/meeting-command.ts'
import { runLine } from '../../../src/client/commands/run-command.ts'
import type { ScreenControls } from '../../../src/client/commands/screen-controls.ts'
import { commands } from '../../../src/client/commands/table.ts'
import type { Meeting } from '../../../src/client/meeting/meeting.ts'
import { initialState } from '../../../src/client/meeting/state.ts'
import { initialUiState } from '../../../src/client/tui/state.ts'
import { ok } from '../../../src/lib/result.ts'

/** A person at no room, of whose meeting only the state and the joins are looked at. */
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
  it('is found by its name, in any case of letters, and given what follows', async () => {
    const { run, joined } = person()
    await run('/JOIN  the big room ')
    expect(joined).toEqual(['the big room'])
  })

  it('is told to be none where there is none', async () => {
    const { run, complaints } = person()
    await run('/no\u001B[2Jpe x')
    expect(complaints).toEqual(['There is no /nope; /help lists the commands'])
  })

  it('asks for what is missing where there is a screen, else complains', async () => {
    const asked = person()
    await asked.run('/join')
    expect(asked.questions).toEqual(['Which room do you want to go into?'])
    await asked.answers[0]!(' retro ')
    expect(asked.joined).toEqual(['retro'])
    const plain = person({ withScreen: false })
    await plain.run('/join')
    expect(plain.complaints).toEqual(['/join needs ROOM'])
  })

  it('is refused, with what to do, where it cannot be done now', async () => {
    const { run, complaints } = person()
    await run('/who')
    expect(complaints[0]).toMatch(/you are in no room/)
  })

  it('is not known to the plain interface where only a screen can do it', async () => {
    const { run, complaints } = person({ withScreen: false })
    await run('/sidebar')
    expect(complaints[0]).toMatch(/There is no \/sidebar/)
  })
})

describe('the table of commands', () => {
  it('has each name once, and each key once', () => {
    const names = commands.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has a question for whatever needs an argument', () => {
    const mute = commands.filter(({ needsArgument, question }) => needsArgument && !question)
    expect(mute.map(({ name }) => name)).toEqual([])
  })
})
