import { CallBanners } from './calls/calls.tsx'
import { useModal } from './fields.tsx'
import { usePage } from './use-page.ts'

/** What must not be overlooked: a lost connection, a recording, and the question for consent. */
export function Banners() {
  return (
    <div class="banners">
      <ConnectionBanner />
      <CallBanners />
      <RecordingBanner />
      <SoundBanner />
      <ShareBanner />
      <RefusalBanner />
    </div>
  )
}

export function ConnectionBanner() {
  const { page, state, text } = usePage()
  const { link } = state.meeting
  if (link.status === 'connected') return null
  const seconds = link.status === 'waiting' ? Math.max(1, Math.ceil((link.retryAt - state.now) / 1000)) : null
  return (
    <div class="banner bad" role="alert">
      <strong>{text.connectionLost}</strong>
      <span aria-live="off">{seconds === null ? text.retrying : text.retryIn(seconds)}</span>
      <button type="button" onClick={() => page.retryNow()}>
        {text.retryNow}
      </button>
    </div>
  )
}

function RecordingBanner() {
  const { page, state, text } = usePage()
  const { tracks, self, users } = state.meeting
  if (!tracks) return null
  const isMine = tracks.by.id === self.id
  const isRecorded = users.find(({ id }) => id === self.id)?.recorded === true
  return (
    <div class="banner recording" role="status">
      <span class="dot" aria-hidden="true" />
      <strong>{isRecorded ? text.youAreRecorded : text.youAreNotRecorded}</strong>
      <span>
        {isMine ? text.recordedByYou : text.recordedBy(tracks.by.name)}
        {tracks.paused ? ` ${text.recordingPaused}` : ''}
      </span>
      {isMine ? (
        <button type="button" onClick={() => page.recording.stop()}>
          {text.stopRecording}
        </button>
      ) : (
        <button type="button" onClick={() => void page.recording.consent(!isRecorded)}>
          {isRecorded ? text.refuse : text.agree}
        </button>
      )}
    </div>
  )
}

/** Says why the user is not heard or hears nothing, and what to do. */
function SoundBanner() {
  const { page, state, text } = usePage()
  const { microphone, speaker } = state
  const problem = [speaker, microphone].find((one) => !['on', 'off', 'opening'].includes(one))
  if (!problem) return null
  const canRetry = problem !== 'insecure'
  return (
    <div class="banner" role="status">
      <span>{text.device(problem)}</span>
      {canRetry ? (
        <button type="button" onClick={() => void page.self.retrySound()}>
          {text.tryAgain}
        </button>
      ) : (
        <a href="/trust">{text.trustLink}</a>
      )}
    </div>
  )
}

function ShareBanner() {
  const { page, state, text } = usePage()
  if (!state.shareRefusal) return null
  return (
    <div class="banner" role="status">
      <span>{text.shareRefusal(state.shareRefusal)}</span>
      <button type="button" onClick={() => page.store.dispatch({ type: 'share refused', reason: null })}>
        {text.close}
      </button>
    </div>
  )
}

/** What the server refused, in its own words. */
export function RefusalBanner() {
  const { page, state, text } = usePage()
  if (state.refusal === null) return null
  return (
    <div class="banner bad" role="alert">
      <span>{state.refusal}</span>
      <button type="button" onClick={() => page.store.dispatch({ type: 'refusal read' })}>
        {text.close}
      </button>
    </div>
  )
}

/** The question whether the server may record the user, above all that is open. Closing it is refusing. */
export function ConsentQuestion() {
  const { state } = usePage()
  return state.consent ? <Question key={state.consent.recording} by={state.consent.by} /> : null
}

function Question({ by }: { readonly by: string }) {
  const { page, text } = usePage()
  const answer = (agree: boolean) => void page.recording.consent(agree)
  return (
    <dialog ref={useModal(() => answer(false))} role="alertdialog" aria-labelledby="consent-question">
      <p id="consent-question">{text.consentQuestion(by)}</p>
      <div class="buttons">
        <button type="button" onClick={() => answer(false)}>
          {text.refuse}
        </button>
        <button type="button" class="primary" onClick={() => answer(true)}>
          {text.agree}
        </button>
      </div>
    </dialog>
  )
}
