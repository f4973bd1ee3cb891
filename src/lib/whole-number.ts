import { InvalidArgumentError } from 'commander'

/** Reads an option that is a whole number from `min` to `max`; what is wrong is told as commander tells it. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (number >= min && number <= max) return number
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}
