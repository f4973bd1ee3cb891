import { createRequire } from 'node:module'

/**
 * The used part of `@livekit/rtc-ffi-bindings`: protobuf requests and responses for the audio processing module of
 * WebRTC. The package is documented as internal, so its version is pinned.
 */
export interface Webrtc {
  FfiRequest: new (request: { message: { case: string; value: object } }) => { toBinary(): Uint8Array }
  FfiResponse: { fromBinary(bytes: Uint8Array): { message: { value: unknown } } }
  FfiHandle: new (id: bigint) => { dispose(): void }
  livekitInitialize(event: (bytes: Uint8Array) => void, captureLogs: boolean, version: string): void
  livekitFfiRequest(request: Uint8Array): Uint8Array
  /** The memory address of a buffer. */
  livekitRetrievePtr(buffer: Uint8Array): bigint
}

let loaded: Webrtc | undefined

/**
 * Loads and initializes the package on first use.
 *
 * @throws Error with the reason, if it cannot be used
 */
export function loadWebrtc(): Webrtc {
  if (loaded) return loaded
  const name = '@livekit/rtc-ffi-bindings'
  try {
    const webrtc = createRequire(import.meta.url)(name) as Webrtc
    webrtc.livekitInitialize(() => {}, false, '1')
    loaded = webrtc
    return webrtc
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'MODULE_NOT_FOUND') {
      throw new Error(`the npm package ${name} is not installed for this system`, { cause: error })
    }
    throw new Error(`${name} cannot be loaded (${message.split('\n')[0]})`, { cause: error })
  }
}
