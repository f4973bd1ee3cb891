/** An uncompressed picture: 3 bytes per pixel (red, green, blue), row by row from the upper left corner. */
export interface Picture {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** width x height x 3 bytes. */
  readonly rgb: Buffer
}

/** A part of a picture, in pixels from its upper left corner. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A part of a picture as a JPEG of w x h pixels. */
export interface EncodedRect extends Rect {
  readonly jpeg: Buffer
}

/** The changes of a picture since the previous one; in a keyframe, the whole picture. */
export interface EncodedPicture {
  readonly width: number
  readonly height: number
  readonly keyframe: boolean
  readonly rects: readonly EncodedRect[]
}

/** A source of pictures: a screen, window or camera. */
export interface PictureSource {
  /** The name shown to the user, such as `screen 1 (1920x1080)`. */
  readonly label: string
  /**
   * Captures the next picture. Its pixels may change with the next call.
   *
   * @throws CaptureError
   */
  next(): Promise<Picture>
  /** Releases the screen or camera. */
  close(): Promise<void>
}

/** Pictures cannot be captured. The message says why and what the user can do about it. */
export class CaptureError extends Error {}
