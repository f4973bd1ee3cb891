import type { Clock } from '../lib/clock.ts'
import { cleanLine } from '../lib/text.ts'
import { type Action, type ActionContext, runAction } from './action.ts'
import type { Bindings } from './bindings.ts'
import { chosenOf, listOverlay, paletteChoices } from './choices.ts'
import { DrawSchedule, LIVELY_PACE } from './draw-schedule.ts'
import { type DrawnScreen, Grid } from './grid.ts'
import type { Look } from './look.ts'
import { overlayIntent } from './overlay-keys.ts'
import { type Choice, type Overlay, reduceOverlay, type SceneIntent } from './overlay-state.ts'
import { type Ask, Questions } from './questions.ts'
import { type CursorPosition, type Size, SMALLEST } from './region.ts'
import type { Scene, Surface } from './scene.ts'
import type { SceneBasics } from './shared-actions.ts'
import { type Key, keyId, type Mouse, type TerminalEvent } from './terminal/key.ts'
import { line } from './text/span.ts'
import { presentOverlay } from './view/overlay.ts'

/** The last message of a scene; cleared by the next key. */
export interface Notice {
  readonly text: string
  readonly kind: 'notice' | 'error'
}

/** The controls that a scene offers to its actions. */
export interface SceneControls extends ActionContext, SceneBasics {
  readonly surface: Surface
  /** Shows a message. */
  show(line: string): void
  /** Asks a question. @returns the answer, or null when cancelled */
  readonly put: Ask
  /** Opens a list of choices. */
  choose(title: string, choices: readonly Choice[]): void
  /** Leaves the scene. */
  leave(): void
}

/** The parts that define a scene. */
export interface ActionSceneParts<Context, State> {
  readonly actions: readonly Action<Context, State>[]
  /** Action groups, in help order. */
  readonly groups: readonly string[]
  readonly bindings: Bindings
  /** Introduction of the help. */
  readonly intro: string
  state(): State
  context(controls: SceneControls): Context
  /** Draws everything except the overlay into the empty grid. Otherwise pure. */
  present(grid: Grid, size: Size, notice: Notice | null): void
  /** Handles mouse events that hit no clickable cell. */
  point?(mouse: Mouse): void
  /** Cell of the text cursor in the last frame, if any. */
  cursor?(): CursorPosition | null
  /** Handles a key before the actions, for text input. @returns whether it was consumed */
  type?(key: Key): boolean
  /** Handles a paste without an open overlay. */
  paste?(text: string): void
  /** Handles a key without an action (see `keyId`). */
  press?(id: string): void
  /** Handles Esc without an open overlay. @returns whether there was something to cancel */
  cancel?(): boolean
  /** The scene on top of it was closed. */
  uncovered?(): void
  /** The scene was closed. */
  closed(): Promise<void> | void
}

/** A scene driven by a table of actions, with keys, palette, help, questions and lists. */
export class ActionScene<Context extends ActionContext, State> implements Scene {
  readonly #parts: ActionSceneParts<Context, State>
  readonly #look: Look
  readonly #surface: Surface
  readonly #schedule: DrawSchedule
  readonly #questions = new Questions((overlay) => this.#cover(overlay))
  #overlay: Overlay | null = null
  #covered = false
  #notice: Notice | null = null
  #grid: Grid | null = null

  /** @param below opens the scene: `Scenes`, or the surface of the scene underneath */
  constructor(below: Pick<Surface, 'open'>, clock: Clock, look: Look, parts: ActionSceneParts<Context, State>) {
    this.#parts = parts
    this.#look = look
    this.#schedule = new DrawSchedule(clock, () => this.draw(), LIVELY_PACE)
    this.#surface = below.open(this)
    this.changed(true)
  }

  /** Requests a redraw. @param urgent whether the user waits for it */
  changed(urgent: boolean): void {
    if (this.#surface.onTop) this.#schedule.request(urgent)
  }

  /** Shows a message in the notice line. */
  notify(kind: Notice['kind'], text: string): void {
    this.#notice = { kind, text: cleanLine(text) }
    this.changed(true)
  }

  /** The open overlay, or null. */
  get overlay(): Overlay | null {
    return this.#overlay
  }

  /** Runs an action by name. */
  run(name: string): void {
    this.#run(name, '')
  }

  /** Closes the scene. */
  leave(): void {
    this.#surface.leave()
  }

  take(event: TerminalEvent): void {
    if (event.event === 'key') this.#press(event.key)
    if (event.event === 'mouse') this.#point(event.mouse)
    if (event.event === 'paste') this.#paste(event.text)
  }

  draw(): void {
    if (!this.#surface.onTop) return
    if (this.#covered) this.#parts.uncovered?.()
    this.#covered = false
    const picture = this.#picture()
    this.#grid = picture.grid
    this.#surface.show(picture)
  }

  covered(): void {
    this.#covered = true
  }

  drained(): void {
    this.changed(false)
  }

  announce(text: string): void {
    this.notify('notice', text)
  }

  close(): Promise<void> | void {
    this.#schedule.close()
    this.#questions.answer(null)
    return this.#parts.closed()
  }

  #picture(): DrawnScreen & { readonly grid: Grid } {
    const { size } = this.#surface
    const grid: Grid = new Grid(size.columns, size.rows, this.#look)
    if (size.columns < SMALLEST.columns || size.rows < SMALLEST.rows) {
      grid.place({ x: 0, y: 0, width: size.columns, height: size.rows }, [line('too small', 'strong')])
      return { grid, cursor: null }
    }
    const { actions, groups, bindings, intro } = this.#parts
    this.#parts.present(grid, size, this.#notice)
    if (!this.#overlay) return { grid, cursor: this.#parts.cursor?.() ?? null }
    const manual = { actions, groups, bindings, intro, lead: '' }
    const box = presentOverlay(this.#overlay, size, manual, this.#look)
    grid.forgetClicks()
    grid.place(box.region, box.lines)
    return { grid, cursor: box.cursor }
  }

  #press(key: Key): void {
    if (key.kind === 'release') return
    const id = keyId(key)
    if (this.#overlay) {
      const intent = overlayIntent(this.#overlay.kind, key, id)
      if (intent) this.#perform(intent)
      return
    }
    this.#notice = null
    this.changed(true)
    if (this.#parts.type?.(key)) return
    if (id === 'escape' && this.#parts.cancel?.()) return
    const name = this.#parts.bindings.commandOf(id)
    if (name) this.#run(name, '')
    else this.#parts.press?.(id)
  }

  #paste(text: string): void {
    if (this.#overlay) this.#cover(reduceOverlay(this.#overlay, { event: 'typed', text }))
    else this.#parts.paste?.(text)
  }

  #point(mouse: Mouse): void {
    const { kind, x, y } = mouse
    const wheel = kind === 'wheel-up' ? -3 : kind === 'wheel-down' ? 3 : 0
    if (this.#overlay && wheel !== 0) {
      this.#perform({ do: 'show', event: { event: 'selection-moved', by: wheel } })
      return
    }
    const intent = kind === 'down' ? this.#grid?.clickAt(x, y) : null
    if (intent) this.#perform(intent)
    else if (!this.#overlay) this.#parts.point?.(mouse)
  }

  #perform(intent: SceneIntent): void {
    const overlay = this.#overlay
    if (intent.do === 'run') {
      this.#cover(null)
      this.#run(intent.command, intent.argument ?? '')
    } else if (intent.do === 'cancel') {
      this.#cover(null)
      this.#questions.answer(null)
    } else if (intent.do === 'submit') {
      this.#submit(overlay)
    } else if (overlay) {
      this.#cover(reduceOverlay(overlay, intent.event))
    }
  }

  #submit(overlay: Overlay | null): void {
    if (overlay?.kind === 'question') {
      this.#cover(null)
      this.#questions.answer(overlay.question.line.text)
    } else if (overlay?.kind === 'list') {
      const choice = chosenOf(overlay)
      if (choice) this.#perform({ ...choice, do: 'run' })
    }
  }

  #cover(overlay: Overlay | null): void {
    this.#overlay = overlay
    this.changed(true)
  }

  #run(name: string, argument: string): void {
    const { actions, context, state } = this.#parts
    const action = actions.find((one) => one.name === name)
    if (action) void this.#attempt(runAction(action, context(this.#controls()), state(), argument))
  }

  async #attempt(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.notify('error', (error as Error).message)
    }
    this.changed(true)
  }

  #redraw(): void {
    this.#surface.redraw()
    this.draw()
  }

  #controls(): SceneControls {
    const { actions, state } = this.#parts
    return {
      surface: this.#surface,
      show: (text) => this.notify('notice', text),
      complain: (text) => this.notify('error', text),
      put: this.#questions.ask,
      ask: (question, answer, options) => {
        this.#questions.put(question, options, (text) => {
          if (text?.trim()) void this.#attempt((async () => answer(text))())
        })
      },
      choose: (title, choices) => this.#cover(listOverlay(title, choices)),
      leave: () => this.leave(),
      showHelp: () => this.#cover({ kind: 'help', scroll: 0 }),
      showPalette: () => this.#cover(listOverlay('Commands', paletteChoices(actions, state(), ''))),
      redraw: () => this.#redraw(),
    }
  }
}
