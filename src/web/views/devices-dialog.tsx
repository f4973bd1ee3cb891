import { useEffect, useState } from 'preact/hooks'
import { Choice, Modal, Switch } from './fields.tsx'
import { usePage } from './use-page.ts'

/** ms between two readings of the level. */
const LEVEL_EVERY = 100
/** dBFS that is the left end of the meter. */
const QUIETEST = -60

/** Microphone and speaker, with level and test tone. */
export function DevicesDialog() {
  const { page, state, text } = usePage()
  const devices = useDevices()
  const level = useLevel()
  const { preferences } = state
  const close = () => page.store.dispatch({ type: 'dialog', dialog: null })
  const optionsOf = (kind: MediaDeviceKind) => [
    { value: '', label: text.defaultDevice },
    ...devices
      .filter((one) => one.kind === kind && one.deviceId !== 'default' && one.deviceId !== '')
      .map(({ deviceId, label }) => ({ value: deviceId, label })),
  ]
  return (
    <Modal title={text.devices} closeLabel={text.close} onClose={close}>
      <Choice
        label={text.microphone}
        value={preferences.microphone ?? ''}
        options={optionsOf('audioinput')}
        onChange={(id) => page.self.prefer({ microphone: id === '' ? null : id })}
      />
      <p class="hint">{text.device(state.microphone)}</p>
      <meter aria-label={text.level} min={QUIETEST} max={0} high={-6} value={level} />
      <Choice
        label={text.speaker}
        value={preferences.speaker ?? ''}
        options={optionsOf('audiooutput')}
        onChange={(id) => page.self.prefer({ speaker: id === '' ? null : id })}
      />
      <button type="button" onClick={() => page.self.playTestTone()}>
        {text.test}
      </button>
      <Switch
        label={text.noise}
        on={preferences.noiseSuppression}
        onChange={(noiseSuppression) => page.self.prefer({ noiseSuppression })}
      />
      <Switch
        label={text.echo}
        on={preferences.echoCancellation}
        onChange={(echoCancellation) => page.self.prefer({ echoCancellation })}
      />
      <Switch
        label={text.gain}
        on={preferences.automaticGain}
        onChange={(automaticGain) => page.self.prefer({ automaticGain })}
      />
      <Choice
        label={text.sendMode}
        value={preferences.mode}
        options={[
          { value: 'voice', label: text.modeVoice },
          { value: 'push-to-talk', label: text.modeKey },
          { value: 'open', label: text.modeOpen },
        ]}
        onChange={(mode) => page.self.prefer({ mode })}
      />
    </Modal>
  )
}

/** The devices of this machine; follows plugging and unplugging. */
function useDevices(): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([])
  useEffect(() => {
    const { mediaDevices } = navigator
    if (!mediaDevices) return
    const read = () => void mediaDevices.enumerateDevices().then(setDevices, () => {})
    read()
    mediaDevices.addEventListener('devicechange', read)
    return () => mediaDevices.removeEventListener('devicechange', read)
  }, [])
  return devices
}

function useLevel(): number {
  const { page } = usePage()
  const [level, setLevel] = useState(QUIETEST)
  useEffect(() => {
    const timer = setInterval(() => {
      setLevel(Math.max(QUIETEST, page.self.levels?.microphone ?? QUIETEST))
    }, LEVEL_EVERY)
    return () => clearInterval(timer)
  }, [page])
  return level
}
