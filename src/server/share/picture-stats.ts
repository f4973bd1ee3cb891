/** Counters of picture pieces; a large picture is sent in several pieces. */
export class PictureStats {
  /** Pieces received. */
  received = 0
  /** Pieces refused because they were malformed or exceeded the limits. */
  refused = 0
  /** Pieces not sent to a watcher because newer ones replaced them. */
  skipped = 0
}
