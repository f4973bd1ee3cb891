import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { Label } from '../../protocol/labels.ts'
import type { SharingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { BackendChoice } from '../../screen/capture/capture-backend.ts'
import { type CaptureChoice, kindOf } from '../../screen/capture/share-choice.ts'
import { PictureUplink, Throughput } from '../../screen/picture-uplink.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { PictureProcess } from './picture-process.ts'

/** Capture settings of the user's share. */
export interface SharingOptions {
  readonly capture: BackendChoice
  /** Maximum pictures per second; undefined chooses by the kind of source. */
  readonly fps: number | undefined
  readonly maxWidth: number
}

export interface SharingHandlers {
  /** The current connection; null while disconnected or not in a room. */
  link(): ServerLink | null
  /** The user's id. */
  self(): number
  /** Whether the user watches the share of a person. */
  watches(from: number): boolean
  tell(event: SharingEvent): void
}

/** State of the user's share. */
export interface SharingStatus {
  readonly kind: 'screen' | 'camera'
  /** Such as `screen 1 (1920x1080)`. */
  readonly label: string
  /** Others who watch. */
  readonly watchers: number
  /** Recent pictures per second. */
  readonly fps: number
  /** Recent bytes per second. */
  readonly bytes: number
  /** JPEG quality, 1 to 100; lowered on a slow network. */
  readonly quality: number
}

const SCREEN_FPS = 10
const CAMERA_FPS = 15

/** The user's share of a screen, window or camera. Pictures are captured only while somebody watches. */
export class Sharing {
  readonly #options: SharingOptions
  readonly #clock: Clock
  readonly #handlers: SharingHandlers
  #process: PictureProcess | null = null
  #uplink: PictureUplink | null = null
  #throughput: Throughput
  #kind: 'screen' | 'camera' = 'screen'
  #label = ''
  /** Who watches, the user included: pictures are captured for them, too. */
  #watchers = 0
  /** Others who watch. */
  #others = 0
  #quality = 0
  /** Stops of the user's share, requested to start another, that the server has yet to announce. */
  #ownStops = 0
  /** Counts the ends of shares and departures from rooms. */
  #endings = 0
  /** Whether a source is being opened. */
  #opening = false

  constructor(options: SharingOptions, clock: Clock, handlers: SharingHandlers) {
    this.#options = options
    this.#clock = clock
    this.#handlers = handlers
    this.#throughput = new Throughput(clock)
  }

  get on(): boolean {
    return this.#process !== null
  }

  /** null while not sharing. */
  get status(): SharingStatus | null {
    if (!this.on) return null
    const { pictures, bytes } = this.#throughput.rate
    return {
      kind: this.#kind,
      label: this.#label,
      watchers: this.#others,
      fps: pictures,
      bytes,
      quality: this.#quality,
    }
  }

  /** Starts to share, in place of the current share. Refused with a message for the user. */
  async start(choice: CaptureChoice): Promise<Result<undefined>> {
    if (this.#opening) return refused('another share is still starting; wait a moment')
    if (!this.#handlers.link()) return refused('join a room first')
    this.#opening = true
    try {
      return await this.#open(choice)
    } catch (error) {
      return refused((error as Error).message)
    } finally {
      this.#opening = false
    }
  }

  /** Stops sharing; does nothing when not sharing. @param reason why, unless the user asked for it */
  async stop(reason: string | null = null): Promise<void> {
    if (!this.on) return
    this.#handlers.link()?.tell('screen_unshare', {})
    await this.ended(reason)
  }

  /** The share has ended on the server, for instance by leaving the room. */
  async ended(reason: string | null = null): Promise<void> {
    this.#endings++
    const process = this.#process
    if (!process) return
    this.#process = null
    this.#uplink = null
    this.#watchers = this.#others = 0
    this.#handlers.tell({ event: 'sharing_stopped', reason })
    await process.close()
  }

  /** Takes a message that the server pushed. */
  take(message: Label): void {
    if (message.label === 'screen_keyframe_wanted') this.#process?.say({ type: 'keyframe' })
    else if (message.label === 'screen_watchers') this.#watched(message.count)
    else if (message.label === 'screen_stopped' && message.from === this.#handlers.self()) this.#stopped()
  }

  /** There may be room for pictures again. */
  roomForPictures(): void {
    this.#uplink?.roomForPictures()
  }

  /** The connection is lost: sends nothing until `resume`. */
  pause(): void {
    this.#ownStops = 0
    if (!this.on) return
    this.#watched(0)
    this.#uplink = null
  }

  /** Continues over a new connection. */
  async resume(): Promise<void> {
    const link = this.#handlers.link()
    if (!this.on) return
    const status = link ? await ask(link, this.#kind) : NO_ROOM
    if (status === 'ok') this.#restart()
    else await this.stop(`Sharing ended: ${status}.`)
  }

  async #open(choice: CaptureChoice): Promise<Result<undefined>> {
    const { capture, fps, maxWidth } = this.#options
    const kind = kindOf(choice)
    const options = { choice, backend: capture, fps: fps ?? (kind === 'camera' ? CAMERA_FPS : SCREEN_FPS), maxWidth }
    const endings = this.#endings
    const { process, label } = await PictureProcess.open(options, this.#clock, {
      piece: (piece) => this.#uplink?.push(piece),
      pace: (_, quality) => {
        this.#quality = quality
      },
      failed: (sentence) => void this.stop(`Sharing ended: ${sentence}.`),
    })
    let status = NO_ROOM
    try {
      const link = this.#handlers.link()
      // After leaving the room during this, the user does not want to share in another.
      if (link && endings === this.#endings) status = await this.#announce(link, kind)
    } finally {
      if (status !== 'ok') await process.close()
    }
    if (status !== 'ok') return refused(status)
    const before = this.#process
    this.#process = process
    this.#kind = kind
    this.#label = label
    this.#throughput = new Throughput(this.#clock)
    this.#restart()
    process.say({ type: 'watched', on: this.#watchers > 0 })
    this.#handlers.tell({ event: 'sharing_started', kind, label })
    await before?.close()
    return ok(undefined)
  }

  /** Announces the share to the server. A share of another kind ends first; watchers of the same kind stay. */
  async #announce(link: ServerLink, kind: 'screen' | 'camera'): Promise<string> {
    if (this.on && kind !== this.#kind) {
      this.#ownStops++
      this.#watchers = this.#others = 0
      link.tell('screen_unshare', {})
    }
    const status = await ask(link, kind)
    if (status !== 'ok' && kind !== this.#kind) await this.ended()
    return status
  }

  /** The server ended the user's share: because a new one replaces it, or because somebody else took over. */
  #stopped(): void {
    if (this.#ownStops > 0) this.#ownStops--
    else void this.ended('Sharing ended: someone else is sharing a screen now.')
  }

  /** Restarts sending; pictures in flight are forgotten. */
  #restart(): void {
    this.#process?.say({ type: 'reset' })
    const link = this.#handlers.link()
    this.#uplink =
      link &&
      new PictureUplink(
        this.#clock,
        link,
        (piece) => this.#throughput.add(piece),
        (ms) => this.#process?.say({ type: 'sent', ms }),
      )
  }

  #watched(count: number): void {
    if (!this.on) return
    this.#watchers = count
    this.#process?.say({ type: 'watched', on: count > 0 })
    const { self, watches } = this.#handlers
    const others = Math.max(0, count - (watches(self()) ? 1 : 0))
    if (others === this.#others) return
    this.#others = others
    this.#handlers.tell({ event: 'sharing_watched', watchers: others })
  }
}

/** Requests to share in the room. @returns `ok`, or why it was refused */
async function ask(link: ServerLink, kind: 'screen' | 'camera'): Promise<string> {
  const { status } = await link.request('screen_share', { kind })
  return status === 'ok' ? status : TAKEN
}

const NO_ROOM = 'you are no longer in a room'
const TAKEN = 'someone else is sharing a screen; wait until they stop, or share a camera'
