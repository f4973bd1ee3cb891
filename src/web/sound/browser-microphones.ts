import type { MicrophoneBrowser } from './microphone.ts'

/** URL of a worklet of the page. */
export function workletUrl(name: 'capture' | 'playout'): string {
  return new URL(`${name}.js`, location.href).href
}

/** The browser's microphones, heard through a context with the capture worklet loaded. */
export function microphonesOf(context: AudioContext): MicrophoneBrowser<MediaStream> {
  return {
    getUserMedia: (constraints) => navigator.mediaDevices.getUserMedia(constraints),
    connect: async (stream, setup, frame) => {
      const { context: at, source, own } = await sourceOf(context, stream)
      const node = new AudioWorkletNode(at, 'capture', { numberOfOutputs: 0, processorOptions: setup })
      node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => frame(data)
      source.connect(node)
      return () => {
        node.port.onmessage = null
        source.disconnect()
        if (own) void at.close()
      }
    },
  }
}

interface Source {
  readonly context: AudioContext
  readonly source: MediaStreamAudioSourceNode
  /** Whether the context was created for this source. */
  readonly own: boolean
}

/** Connects a stream to the context, or to one at the rate of the device where the browser cannot convert (Firefox). */
async function sourceOf(context: AudioContext, stream: MediaStream): Promise<Source> {
  try {
    return { context, source: context.createMediaStreamSource(stream), own: false }
  } catch {
    const native = new AudioContext()
    await native.audioWorklet.addModule(workletUrl('capture'))
    return { context: native, source: native.createMediaStreamSource(stream), own: true }
  }
}
