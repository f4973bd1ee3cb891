import type { Clock } from '../lib/clock.ts'
import { rawStdout } from '../lib/output.ts'
import type { Scene, Surface } from './scene.ts'
import { Terminal } from './terminal/terminal.ts'

/** The stack of scenes on the terminal of this process. */
export class Scenes {
  readonly #terminal: Terminal
  readonly #layers: { readonly scene: Scene; readonly surface: Surface }[] = []
  /** Scenes that are still closing. */
  readonly #closing: (Promise<void> | void)[] = []
  /** Resolves when the last scene was closed, or the terminal is gone. */
  readonly ended: Promise<void>
  #end: () => void = () => {}

  constructor(clock: Clock) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#terminal = new Terminal(process.stdin, rawStdout(), clock, {
      input: (event) => {
        const forTop = event.event === 'key' || event.event === 'mouse' || event.event === 'paste'
        if (forTop) this.#top?.take(event)
        else for (const { scene } of [...this.#layers]) scene.take(event)
      },
      resized: () => this.#top?.draw(),
      drained: () => this.#top?.drained(),
      gone: () => this.#end(),
    })
  }

  /** Opens a scene on top; the scene draws itself. */
  open(scene: Scene): Surface {
    this.#top?.covered()
    const surface = this.#surfaceOf(scene)
    this.#layers.push({ scene, surface })
    this.#terminal.redraw()
    return surface
  }

  /** Resolves `ended`. */
  end(): void {
    this.#end()
  }

  /** Restores the terminal and closes all scenes, from the top. */
  async close(): Promise<void> {
    this.#closing.push(this.#terminal.farewell())
    for (const { scene } of this.#layers.splice(0).reverse()) this.#closing.push(scene.close())
    await Promise.all(this.#closing)
  }

  get #top(): Scene | undefined {
    return this.#layers.at(-1)?.scene
  }

  #leave(scene: Scene): void {
    const at = this.#layers.findIndex((layer) => layer.scene === scene)
    if (at < 0) return
    for (const left of this.#layers.splice(at).reverse()) this.#closing.push(left.scene.close())
    if (this.#layers.length === 0) {
      this.#end()
      return
    }
    this.#terminal.redraw()
    this.#top?.draw()
  }

  #surfaceOf(scene: Scene): Surface {
    const terminal = this.#terminal
    const onTop = () => this.#top === scene
    return {
      get size() {
        return terminal.size
      },
      get onTop() {
        return onTop()
      },
      get behind() {
        return terminal.behind
      },
      show: (picture) => {
        if (onTop()) terminal.show(picture)
      },
      redraw: () => {
        if (onTop()) terminal.redraw()
      },
      paint: (sequences) => {
        if (onTop()) terminal.paint(sequences)
      },
      ring: () => terminal.ring(),
      notify: (title, text) => terminal.notify(title, text),
      title: (text) => terminal.title(text),
      announce: (text) => this.#top?.announce(text),
      open: (above) => this.open(above),
      leave: () => this.#leave(scene),
    }
  }
}
