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
  readonly jpeg: Uint8Array
}

/** The changes of a picture since the previous one; in a keyframe, the whole picture. */
export interface EncodedPicture {
  readonly width: number
  readonly height: number
  readonly keyframe: boolean
  readonly rects: readonly EncodedRect[]
}

/** A source of pictures: a screen, window or camera. */
export interface PictureSource<Image = Picture> {
  /** The name shown to the user, such as `screen 1 (1920x1080)`. */
  readonly label: string
  /**
   * Captures the next picture. Its pixels may change with the next call.
   *
   * @throws CaptureError
   */
  next(): Promise<Image>
  /** Releases the screen or camera. */
  close(): Promise<void>
}

/** How a picture is to be encoded. */
export interface Encoding {
  /** JPEG quality, 1 to 100. */
  readonly quality: number
  /** Encode the whole picture instead of the changes. */
  readonly keyframe: boolean
  /** Whether there is bandwidth to send unchanged areas again in higher quality. */
  readonly refine: boolean
}

/** Encodes each picture of a source as its changes since the previous one. */
export interface PictureEncoder<Image = Picture> {
  /**
   * Encodes the next picture. Its pixels must not change until the promise resolves.
   *
   * @returns null if nothing has changed
   */
  encode(picture: Image, encoding: Encoding): Promise<EncodedPicture | null>
}

/** Pictures cannot be captured. The message says why and what the user can do about it. */
export class CaptureError extends Error {}
