import { createRequire } from 'node:module'

/**
 * What the project uses of `@livekit/rtc-ffi-bindings`: requests and responses of protocol buffers, of which those
 * for the audio processing of WebRTC matter here. The package calls itself internal, so its version is pinned.
 */
export interface Webrtc {
  FfiRequest: new (request: { message: { case: string; value: object } }) => { toBinary(): Uint8Array }
  FfiResponse: { fromBinary(bytes: Uint8Array): { message: { value: unknown } } }
  FfiHandle: new (id: bigint) => { dispose(): void }
  livekitInitialize(event: (bytes: Uint8Array) => void, captureLogs: boolean, version: string): void
  livekitFfiRequest(request: Uint8Array): Uint8Array
  /** The address of a buffer's memory. */
  livekitRetrievePtr(buffer: Uint8Array): bigint
}

let loaded: Webrtc | undefined

/**
 * Loads the package and makes it ready, the first time.
 * @throws Error that tells why it cannot be used.
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
