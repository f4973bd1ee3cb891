/** A picture: 3 bytes a pixel (red, green, blue), row by row from the upper left corner. */
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

/** What changed of a picture since the one before; all of it in a keyframe. */
export interface EncodedPicture {
  readonly width: number
  readonly height: number
  readonly keyframe: boolean
  readonly rects: readonly EncodedRect[]
}

/** Where pictures come from: a screen, a window, a camera. */
export interface PictureSource {
  /** What a person calls it, such as `screen 1 (1920x1080)`. */
  readonly label: string
  /** Takes the next picture. @throws CaptureError with a sentence that says what to do. */
  next(): Promise<Picture>
  close(): Promise<void>
}

/** No pictures are to be had, and what the user can do about it. */
export class CaptureError extends Error {}
