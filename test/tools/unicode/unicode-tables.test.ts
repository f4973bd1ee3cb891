import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { skeleton } from '../../../src/protocol/unicode/skeleton.ts'
import { tableModule } from '../../../tools/unicode/table-module.ts'

const path = new URL('../../../src/protocol/unicode/unicode-tables.ts', import.meta.url)

it('the Unicode tables are those that the data generates (npm run tables)', () => {
  expect(readFileSync(path, 'utf8') === tableModule(), 'run npm run tables').toBe(true)
})

it('maps look-alikes as UTS #39 does', () => {
  expect(skeleton('\u0440\u0430ypal')).toBe(skeleton('paypal'))
})
