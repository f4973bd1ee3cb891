import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { PageWatching } from '../../pictures/page-watching.ts'
import { Zoom } from '../../pictures/zoom.ts'

interface Options {
  readonly watching: PageWatching
  /** Whose share; null for none. */
  readonly from: number | null
  /** Shows it from its beginning when it changes. */
  readonly turn?: number
  /** Whether it can be shown at actual size. */
  readonly isLarge: boolean
  /** The first picture was drawn, or one of another size; pixels. */
  readonly resized?: (width: number, height: number) => void
}

/** Draws somebody's share on a canvas inside an element that it is fitted to, or scrolls in at actual size. */
export function useSharedPicture({ watching, from, turn = 0, isLarge, resized }: Options) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const zoom = useRef<Zoom | null>(null)
  const [isActualSize, setActualSize] = useState(false)

  useEffect(() => {
    if (from === null) return
    return watching.show(from, canvas.current!, (width, height) => {
      resized?.(width, height)
      zoom.current?.layOut()
    })
  }, [watching, from, turn])
  useLayoutEffect(() => {
    if (!isLarge) return
    const one = new Zoom(frame.current!, canvas.current!, setActualSize)
    zoom.current = one
    return () => {
      one.close()
      zoom.current = null
      setActualSize(false)
    }
  }, [isLarge])

  return { frame, canvas, zoom, isActualSize }
}
