import { useEffect, useRef } from 'preact/hooks'
import type { Shared } from '../../../protocol/meeting/state.ts'
import { usePage } from '../use-page.ts'
import { useSharedPicture } from './shared-picture.tsx'

/** The shared screens and cameras: side by side, or one of them large. */
export function Pictures() {
  const { state, text } = usePage()
  const { shares, self } = state.meeting
  const others = shares.filter(({ from }) => from.id !== self.id)
  const shown = state.large === null ? others : others.filter(({ from }) => from.id === state.large)
  if (others.length === 0 && !state.share) return null
  return (
    <section class="pictures" aria-label={text.pictures}>
      {shown.map((share) => (
        <SharedPicture key={share.from.id} share={share} />
      ))}
      {state.share && state.large === null ? <OwnPicture /> : null}
    </section>
  )
}

function SharedPicture({ share }: { readonly share: Shared }) {
  const { page, state, text } = usePage()
  const figure = useRef<HTMLElement>(null)
  const { from, kind } = share
  const isLarge = state.large === from.id
  const title = kind === 'screen' ? text.screenOf(from.name) : text.cameraOf(from.name)
  const { frame, canvas, zoom, isActualSize } = useSharedPicture({ watching: page.watching, from: from.id, isLarge })
  return (
    <figure class={`picture ${kind}`} ref={figure}>
      <div class="frame" ref={frame}>
        <canvas ref={canvas} role="img" aria-label={title} width={1} height={1} />
      </div>
      <figcaption>
        <span class="title">{title}</span>
        {isLarge ? (
          <button type="button" aria-pressed={isActualSize} onClick={() => zoom.current?.toggle()}>
            {text.actualSize}
          </button>
        ) : null}
        <button
          type="button"
          aria-pressed={isLarge}
          onClick={() => page.store.dispatch({ type: 'large', person: isLarge ? null : from.id })}
        >
          {isLarge ? text.shrink : text.enlarge}
        </button>
        <button type="button" onClick={() => void figure.current?.requestFullscreen().catch(() => {})}>
          {text.fullScreen}
        </button>
      </figcaption>
    </figure>
  )
}

/** What the user shares, as others see it. */
function OwnPicture() {
  const { page, state, text } = usePage()
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current!
    if (element.srcObject === page.sharing.preview) return
    element.srcObject = page.sharing.preview
    void element.play().catch(() => {})
  })
  return (
    <figure class="picture own">
      <video ref={video} muted playsInline />
      <figcaption>
        {text.watchers(state.share!.watchers)}
        <button type="button" onClick={() => void page.sharing.stop()}>
          {text.stopSharing}
        </button>
      </figcaption>
    </figure>
  )
}
