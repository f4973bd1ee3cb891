import { CaptureError, type PictureSource } from '../../screen/picture.ts'
import type { PagePicture } from './tile-encoder.ts'

/** Pixels of the longer side of a shared screen or camera. */
const LONGEST = { screen: 1920, camera: 640 } as const

/** The pictures of a screen or camera that the browser captures. */
export class VideoSource implements PictureSource<PagePicture> {
  readonly label: string
  readonly #stream: MediaStream
  readonly #video = document.createElement('video')
  readonly #longest: number
  #canvas = new OffscreenCanvas(1, 1)

  private constructor(stream: MediaStream, kind: 'screen' | 'camera') {
    this.#stream = stream
    this.#longest = LONGEST[kind]
    this.label = stream.getVideoTracks()[0]?.label ?? ''
    this.#video.muted = true
    this.#video.srcObject = stream
  }

  /** Asks the user for a screen or opens the camera. @throws DOMException if the user or the browser refuses */
  static async open(kind: 'screen' | 'camera', camera: string | null): Promise<VideoSource> {
    const { mediaDevices } = navigator
    const video = {
      width: { ideal: LONGEST.camera },
      frameRate: { ideal: 15 },
      ...(camera === null ? {} : { deviceId: { ideal: camera } }),
    }
    const stream =
      kind === 'screen'
        ? await mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } } })
        : await mediaDevices.getUserMedia({ video })
    const source = new VideoSource(stream, kind)
    await source.#video.play()
    return source
  }

  /** The captured stream, to show the user what others see. */
  get stream(): MediaStream {
    return this.#stream
  }

  /** Calls `ended` when the user ends the capture in the browser's own controls, or the device is gone. */
  onEnd(ended: () => void): void {
    this.#stream.getVideoTracks()[0]?.addEventListener('ended', ended)
  }

  async next(): Promise<PagePicture> {
    const { videoWidth, videoHeight } = this.#video
    if (videoWidth === 0) throw new CaptureError('The browser captures no picture')
    const scale = Math.min(1, this.#longest / Math.max(videoWidth, videoHeight))
    const width = Math.max(1, Math.round(videoWidth * scale))
    const height = Math.max(1, Math.round(videoHeight * scale))
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas = new OffscreenCanvas(width, height)
    }
    const context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true })!
    context.drawImage(this.#video, 0, 0, width, height)
    return { canvas: this.#canvas, pixels: context.getImageData(0, 0, width, height) }
  }

  /** The browser keeps capturing while nobody watches: opening a screen again would ask the user again. */
  async close(): Promise<void> {}

  /** Ends the capture. */
  stop(): void {
    for (const track of this.#stream.getTracks()) track.stop()
    this.#video.srcObject = null
  }
}
