const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full; make room and record again',
  EDQUOT: 'your share of the disk is used up; make room and record again',
  EFBIG: 'the disk takes no larger file; record again',
  EIO: 'the disk does not work properly; try another folder',
  EACCES: 'writing there is not allowed; choose another folder',
  EPERM: 'writing there is not allowed; choose another folder',
  EROFS: 'the disk is read-only; choose another folder',
  EEXIST: 'there is a file of this name already',
  ENOTDIR: 'a part of the path is a file and not a folder; choose another folder',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  EMFILE: 'too many files are open; end some recordings',
  ENFILE: 'too many files are open; end some recordings',
}

/** Why a file operation failed, as the end of a sentence for the user, without a path. */
export function diskReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? ''
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}

/** An error for a failed write to `path`, with a message for the user; `cause` is the original error. */
export function diskError(error: unknown, path: string): Error {
  return new Error(`cannot write ${path}: ${diskReason(error)}`, { cause: error })
}
