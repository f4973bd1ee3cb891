/** What an action needs of wherever it is done, to ask for what it lacks and to say what is wrong. */
export interface ActionContext {
  /** Shows what went wrong. */
  complain(text: string): void
  /**
   * Asks a question; an empty answer cancels.
   * @param options `secret`: the answer is not shown. `filled`: what stands there to begin with.
   */
  ask(
    question: string,
    answer: (line: string) => Promise<void> | void,
    options?: { secret?: boolean; filled?: string },
  ): void
}

/**
 * Something one can do, by a key or from the palette: a row of a table. Keys, help, palette and docs are made from it.
 * `Context` is what it is done with, `State` what is looked at to tell whether it can be done.
 */
export interface Action<Context, State, Group extends string = string> {
  readonly name: string
  readonly group: Group
  /** What follows the name, for the help. */
  readonly argument?: string
  /** Asked where the argument is missing. */
  readonly question?: string
  readonly needsArgument?: boolean
  readonly help: string
  /** Keys that do it unless the settings say otherwise. */
  readonly keys?: readonly string[]
  /** Is the same in every table, and has one setting for all of them. */
  readonly everywhere?: boolean
  /** Why it cannot be done now; null where it can. */
  readonly refusal?: (state: State) => string | null
  run(context: Context, argument: string): Promise<void> | void
}

/** What is told of any action, whatever it is done with. */
export type ActionRow = Pick<
  Action<never, never>,
  'name' | 'group' | 'argument' | 'help' | 'keys' | 'everywhere'
>

/** Does an action, or says why it cannot be done; asks for an argument that is missing where there is a question. */
export async function runAction<Context extends ActionContext, State>(
  action: Action<Context, State>,
  context: Context,
  state: State,
  argument: string,
): Promise<void> {
  const refusal = action.refusal?.(state)
  if (refusal) context.complain(refusal)
  else if (!action.needsArgument || argument) await action.run(context, argument)
  else if (action.question)
    context.ask(action.question, (answer) => Promise.resolve(action.run(context, answer.trim())))
  else context.complain(`${action.name} needs ${action.argument}`)
}
