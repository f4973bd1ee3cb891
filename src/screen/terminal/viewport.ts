import sharp from 'sharp'
import type { Picture } from '../picture.ts'
/** How much of a picture is looked at, and where. */
export interface View {
  /** `fit` shows all of it, `actual` each of its pixels as one. */
  readonly base: 'fit' | 'actual'
  /** Times as large as that. */
  readonly zoom: number
  /** The middle of what is shown, as parts of width and height, 0 to 1. */
  readonly x: number
  readonly y: number
}

export interface Extent {
  readonly width: number
  readonly height: number
}

/** What of a picture to show, and how large; all in pixels. */
export interface Viewport {
  readonly crop: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
  /** The size that the crop is shown in. */
  readonly shown: Extent
}

export const WHOLE: View = { base: 'fit', zoom: 1, x: 0.5, y: 0.5 }

/** What of a picture to show in an area, without distortion and as close to the middle asked for as it goes. Pure. */
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

/** What is looked at of a picture, as a picture of the size of the area, with black bars where it does not fill it. */
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
