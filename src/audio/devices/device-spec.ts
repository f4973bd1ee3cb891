import { isSoundName } from '../sound/sound-kind.ts'
import type { Backend } from './device.ts'

/** A sound card: the default or a named one, of any backend or of a given one. */
export type SoundCardSpec = { kind: 'default'; backend?: Backend } | { kind: 'named'; name: string; backend?: Backend }

/** A parsed device option. */
export type DeviceSpec = SoundCardSpec | { kind: 'file'; path: string } | { kind: 'stream' } | { kind: 'null' }

/**
 * Parses a device as given on the command line: empty or `default`; an id or a part of a name; `pulse:...` or
 * `portaudio:...` for a device of that backend (empty or `default` after the colon: its default); the path of a sound
 * file; `-` for raw audio on stdin or stdout; `null`.
 */
export function parseDeviceSpec(spec = 'default'): DeviceSpec {
  const text = spec.trim()
  if (text === '' || text === 'default') return { kind: 'default' }
  if (text === '-') return { kind: 'stream' }
  if (text === 'null') return { kind: 'null' }
  const forced = /^(pulse|portaudio):(.*)$/s.exec(text)
  if (forced) {
    const backend = forced[1] as Backend
    const name = forced[2]!.trim()
    return name === '' || name === 'default' ? { kind: 'default', backend } : { kind: 'named', backend, name }
  }
  if (isSoundName(text)) return { kind: 'file', path: text }
  return { kind: 'named', name: text }
}
