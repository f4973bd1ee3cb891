/** What the client and the process that captures pictures say to each other. */
import type { CaptureOptions } from '../../screen/capture/open-capture.ts'
import type { Camera, Place, WindowPlace } from '../../screen/capture/source-area.ts'
import type { Piece } from '../../screen/pieces.ts'

/** What can be shared here. */
export interface Sources {
  readonly screens: readonly Place[]
  readonly windows: readonly WindowPlace[]
  readonly cameras: readonly Camera[]
  /** Why there is no screen, null where there is one. */
  readonly problem: string | null
}

export type ToPictures =
  /** Asks what can be shared. */
  | { type: 'list' }
  | { type: 'open'; options: CaptureOptions }
  /** Whether anybody watches. */
  | { type: 'watched'; on: boolean }
  /** The next picture is to be a whole one. */
  | { type: 'keyframe' }
  /** The last picture has arrived, after so many ms; another may come. */
  | { type: 'sent'; ms: number }
  /** The last picture is lost. */
  | { type: 'reset' }
  | { type: 'close' }

export type FromPictures =
  | { type: 'listed'; sources: Sources }
  /** What the source is called. */
  | { type: 'opened'; label: string }
  | { type: 'piece'; piece: Piece }
  | { type: 'pace'; fps: number; quality: number }
  /** It does not go on, and what the user can do about it. */
  | { type: 'failed'; sentence: string }
  /** Said now and then, also when nothing changes. */
  | { type: 'alive' }
