import { requireTamed } from '../../lib/require-tamed.ts'

/** The part of libflac.js used here. `written` receives one frame per call, or part of the header (`samples` 0). */
export interface Flac {
  isReady(): boolean
  on(event: 'ready', listener: () => void): void
  create_libflac_encoder(
    rate: number,
    channels: number,
    bits: number,
    level: number,
    samples: number,
    verify: boolean,
  ): number
  init_encoder_stream(
    encoder: number,
    written: (bytes: Uint8Array, length: number, samples: number) => void,
    ended: (info: FlacStreamInfo) => void,
  ): number
  FLAC__stream_encoder_process_interleaved(encoder: number, samples: Int32Array, count: number): boolean
  FLAC__stream_encoder_finish(encoder: number): boolean
  FLAC__stream_encoder_delete(encoder: number): void
  create_libflac_decoder(verify: boolean): number
  init_decoder_stream(
    decoder: number,
    read: (bytes: number) => { buffer: Uint8Array; readDataLength: number; error: boolean },
    decoded: (
      data: readonly Uint8Array<ArrayBuffer>[],
      frame: { readonly blocksize: number; readonly channels: number; readonly bitsPerSample: number },
    ) => void,
    failed: () => void,
    metadata: () => void,
    ogg: false,
  ): number
  FLAC__stream_decoder_process_single(decoder: number): boolean
  FLAC__stream_decoder_get_state(decoder: number): number
  FLAC__stream_decoder_finish(decoder: number): boolean
  FLAC__stream_decoder_delete(decoder: number): void
}

export interface FlacStreamInfo {
  readonly min_framesize: number
  readonly max_framesize: number
  readonly md5sum: string
}

let loaded: Promise<Flac> | null = null

/** Loads the library on first use: the plain JavaScript build, since the WebAssembly build fetches its file over the network. */
export function loadFlac(): Promise<Flac> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Flac> {
  const flac = requireTamed('libflacjs', (make) => (make as (variant: string) => Flac)('min')) as Flac
  if (!flac.isReady()) await new Promise<void>((resolve) => flac.on('ready', resolve))
  return flac
}
