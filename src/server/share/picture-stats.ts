/** What is counted of the pictures of rooms; those that are long come and go in parts. */
export class PictureStats {
  /** Parts that came. */
  received = 0
  /** Parts that were wrong, or more than one may send. */
  refused = 0
  /** Parts that somebody who watches was not sent, because newer ones took their place. */
  skipped = 0
}
