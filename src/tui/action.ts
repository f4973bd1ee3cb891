/** The part of an action's context that asks for missing arguments and shows errors. */
export interface ActionContext {
  /** Shows an error. */
  complain(text: string): void
  /**
   * Asks a question; an empty answer cancels.
   * @param options `secret`: the answer is hidden. `filled`: the initial text.
   */
  ask(
    question: string,
    answer: (line: string) => Promise<void> | void,
    options?: { secret?: boolean; filled?: string },
  ): void
}

/**
 * A user action, a row of a table that keys, help, palette and docs are generated from. `Context` is what it acts on;
 * `State` decides whether it is available.
 */
export interface Action<Context, State, Group extends string = string> {
  readonly name: string
  readonly group: Group
  /** Argument in the help, such as `TIME`. */
  readonly argument?: string
  /** Prompt for a missing argument. */
  readonly question?: string
  readonly needsArgument?: boolean
  readonly help: string
  /** Default keys (see `keyId`). */
  readonly keys?: readonly string[]
  /** Whether all tables share it, with one key setting. */
  readonly everywhere?: boolean
  /** Why it is unavailable, or null. */
  readonly refusal?: (state: State) => string | null
  run(context: Context, argument: string): Promise<void> | void
}

/** The descriptive part of any action. */
export type ActionRow = Pick<Action<never, never>, 'name' | 'group' | 'argument' | 'help' | 'keys' | 'everywhere'>

/** Runs an action, or shows its refusal; prompts for a missing argument if the action has a question. */
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
