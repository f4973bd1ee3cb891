import { lengthText, momentText } from '../../lib/time-text.ts'
import type { Operation } from '../edit/operations.ts'

/** A short description of an operation: `cut 2.50 s at 0:12.000 of 2-bob`. */
export function operationText(operation: Operation): string {
  const { from, to, at, to_track, tracks } = operation as {
    from?: number
    to?: number
    at?: number
    to_track?: string
    tracks?: readonly string[]
  }
  const parts = [operation.name.replaceAll('_', ' ')]
  if ('db' in operation) parts.push(`${operation.db > 0 ? '+' : ''}${operation.db} dB`)
  if ('measure' in operation) parts.push(operation.measure)
  if ('length' in operation) parts.push(lengthText(operation.length))
  else if (from !== undefined && to !== undefined) parts.push(lengthText(to - from))
  const place = from ?? at
  if (place !== undefined) parts.push(`at ${momentText(place)}`)
  if (from !== undefined && at !== undefined && at !== from) parts.push(`to ${momentText(at)}`)
  if (tracks) parts.push(`of ${tracks.join(', ')}`)
  if (to_track !== undefined) parts.push(`to ${to_track}`)
  return parts.join(' ')
}
