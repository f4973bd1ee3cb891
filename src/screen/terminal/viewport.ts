import sharp from 'sharp'
import type { Picture } from '../picture.ts'
/** Which part of a picture is shown. */
export interface View {
  /** `fit`: the whole picture; `actual`: one picture pixel per screen pixel. */
  readonly base: 'fit' | 'actual'
  /** Magnification relative to `base`. */
  readonly zoom: number
  /** The centre of the shown part, as fractions of width and height, 0 to 1. */
  readonly x: number
  readonly y: number
}

/** A size in pixels. */
export interface Extent {
  readonly width: number
  readonly height: number
}

/** The part of a picture to show, and its size on screen; all in pixels. */
export interface Viewport {
  readonly crop: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  /** The size to which the crop is scaled. */
  readonly shown: Extent
}

/** The view that shows the whole picture. */
export const WHOLE: View = { base: 'fit', zoom: 1, x: 0.5, y: 0.5 }

/**
 * Computes the part of a picture that a view shows in an area. Keeps the aspect ratio, never scales below the size that
 * fits the area, and moves the centre so that the part stays within the picture. Pure.
 */
export function viewportOf(picture: Extent, area: Extent, { base, zoom, x, y }: View): Viewport {
  const fit = Math.min(area.width / picture.width, area.height / picture.height)
  const scale = Math.max(fit, (base === 'fit' ? fit : 1) * zoom)
  const width = clamp(Math.round(area.width / scale), 1, picture.width)
  const height = clamp(Math.round(area.height / scale), 1, picture.height)
  const left = clamp(Math.round(x * picture.width - width / 2), 0, picture.width - width)
  const top = clamp(Math.round(y * picture.height - height / 2), 0, picture.height - height)
  const shown = {
    width: clamp(Math.round(width * scale), 1, area.width),
    height: clamp(Math.round(height * scale), 1, area.height),
  }
  return { crop: { left, top, width, height }, shown }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}

const BLACK = { r: 0, g: 0, b: 0 }

/** Scales the part of a picture that a view shows to the size of the area in pixels, with black bars if needed. */
export async function scaled(picture: Picture, view: View, area: Extent): Promise<Picture> {
  const { crop, shown } = viewportOf(picture, area, view)
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const
  const left = Math.floor((area.width - shown.width) / 2)
  const top = Math.floor((area.height - shown.height) / 2)
  const rgb = await sharp(picture.rgb, { raw })
    .extract(crop)
    .resize(shown.width, shown.height, { fit: 'fill', kernel: 'cubic' })
    .extend({
      left,
      top,
      right: area.width - shown.width - left,
      bottom: area.height - shown.height - top,
      background: BLACK,
    })
    .raw()
    .toBuffer()
  return { ...area, rgb }
}
