import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import { PictureStream } from '../../screen/picture-stream.ts'
import { PictureUplink } from '../../screen/picture-uplink.ts'
import type { OwnShare } from '../state/page-state.ts'
import type { ServerSocket } from '../wire/server-socket.ts'
import { type PagePicture, TileEncoder } from './tile-encoder.ts'
import { VideoSource } from './video-source.ts'

const SCREEN_FPS = 10
const CAMERA_FPS = 15

export interface PageSharingHandlers {
  /** The connection; null while there is none, and outside a room. */
  link(): ServerSocket | null
  /** The user's id. */
  self(): number
  changed(share: OwnShare | null): void
  /** Sharing could not start. */
  refused(reason: 'someone else shares' | 'no permission'): void
}

/** A share of the user while it runs. */
interface Running {
  readonly kind: 'screen' | 'camera'
  readonly source: VideoSource
  readonly stream: PictureStream<PagePicture>
  uplink: PictureUplink | null
  watchers: number
}

/** Shares the user's screen or camera in the room, in the same pictures as the terminal client. */
export class PageSharing {
  readonly #clock: Clock
  readonly #handlers: PageSharingHandlers
  #running: Running | null = null

  constructor(clock: Clock, handlers: PageSharingHandlers) {
    this.#clock = clock
    this.#handlers = handlers
  }

  /** What the user shares, to show it to them; null if nothing. */
  get preview(): MediaStream | null {
    return this.#running?.source.stream ?? null
  }

  /** Starts to share, in place of the current share. Call it in the handler of a click. @param camera id of the device */
  async start(kind: 'screen' | 'camera', camera: string | null): Promise<void> {
    const link = this.#handlers.link()
    if (!link) return
    const source = await VideoSource.open(kind, camera).catch(() => null)
    if (!source) {
      this.#handlers.refused('no permission')
      return
    }
    if (this.#running) await this.stop()
    const { status } = await link.request('screen_share', { kind })
    if (status !== 'ok') {
      source.stop()
      this.#handlers.refused('someone else shares')
      return
    }
    source.onEnd(() => void this.stop())
    const fps = kind === 'screen' ? SCREEN_FPS : CAMERA_FPS
    const stream = new PictureStream<PagePicture>(source, async () => source, new TileEncoder(), fps, this.#clock, {
      piece: (piece) => this.#running?.uplink?.push(piece),
      pace: () => {},
      failed: () => void this.stop(),
    })
    this.#running = { kind, source, stream, uplink: null, watchers: 0 }
    this.#restart()
    this.#tell()
  }

  /** Stops sharing. */
  async stop(): Promise<void> {
    if (!this.#running) return
    this.#handlers.link()?.tell('screen_unshare', {})
    await this.ended()
  }

  /** The share has ended on the server, for instance by leaving the room. */
  async ended(): Promise<void> {
    const running = this.#running
    if (!running) return
    this.#running = null
    running.source.stop()
    this.#tell()
    await running.stream.close()
  }

  /** Takes a message that the server pushed. */
  take(message: Label): void {
    const running = this.#running
    if (!running) return
    if (message.label === 'screen_keyframe_wanted') running.stream.keyframe()
    else if (message.label === 'screen_watchers') this.#watched(running, message.count)
    else if (message.label === 'screen_stopped' && message.from === this.#handlers.self()) void this.ended()
  }

  roomForPictures(): void {
    this.#running?.uplink?.roomForPictures()
  }

  /** The connection is lost: sends nothing until `resume`. */
  pause(): void {
    if (!this.#running) return
    this.#running.uplink = null
    this.#watched(this.#running, 0)
  }

  /** Continues over a new connection. */
  async resume(): Promise<void> {
    const link = this.#handlers.link()
    if (!this.#running) return
    const status = link ? (await link.request('screen_share', { kind: this.#running.kind })).status : null
    if (status === 'ok') this.#restart()
    else await this.ended()
  }

  /** Restarts sending; pictures in flight are forgotten. */
  #restart(): void {
    const running = this.#running
    const link = this.#handlers.link()
    if (!running || !link) return
    running.stream.reset()
    running.uplink = new PictureUplink(
      this.#clock,
      link,
      () => {},
      (ms) => running.stream.sent(ms),
    )
  }

  #watched(running: Running, count: number): void {
    running.watchers = count
    running.stream.watched = count > 0
    this.#tell()
  }

  #tell(): void {
    const running = this.#running
    this.#handlers.changed(running && { kind: running.kind, watchers: running.watchers })
  }
}
