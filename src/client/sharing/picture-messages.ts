/** Messages between the client and the process that captures pictures. */
import type { CaptureOptions } from '../../screen/capture/open-capture.ts'
import type { Camera, Place, WindowPlace } from '../../screen/capture/source-area.ts'
import type { Piece } from '../../screen/pieces.ts'

/** Sources that can be shared on this machine. */
export interface Sources {
  readonly screens: readonly Place[]
  readonly windows: readonly WindowPlace[]
  readonly cameras: readonly Camera[]
  /** Why no screen can be shared; null if one can. */
  readonly problem: string | null
}

export type ToPictures =
  /** Requests the list of sources. */
  | { type: 'list' }
  | { type: 'open'; options: CaptureOptions }
  /** Whether anybody is watching. */
  | { type: 'watched'; on: boolean }
  /** The next picture must be a keyframe. */
  | { type: 'keyframe' }
  /** The last picture has been sent, which took `ms`; the next may follow. */
  | { type: 'sent'; ms: number }
  /** The last picture is lost. */
  | { type: 'reset' }
  | { type: 'close' }

export type FromPictures =
  | { type: 'listed'; sources: Sources }
  /** Name of the opened source. */
  | { type: 'opened'; label: string }
  | { type: 'piece'; piece: Piece }
  | { type: 'pace'; fps: number; quality: number }
  /** Capturing failed; the sentence tells the user what to do. */
  | { type: 'failed'; sentence: string }
  /** A sign of life, sent also when nothing changes. */
  | { type: 'alive' }
