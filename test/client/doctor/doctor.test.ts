import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Check, Finding } from '../../../src/client/doctor/check.ts'
import { checks, examine, findingLines } from '../../../src/client/doctor/doctor.ts'
import { judgePortAudio } from '../../../src/client/doctor/environment-checks.ts'
import { parseConfig } from '../../../src/client/settings/config-file.ts'
import { resolveSettings } from '../../../src/client/settings/resolve-settings.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const settings = resolveSettings({}, {}, parseConfig('', '{}', null))
const check = (name: string, run: () => Promise<Finding[]>): Check => ({ name, title: name, run })
const fine = check('fine', async () => [{ status: 'fine', text: 'all is well' }])

describe('the doctor', () => {
  it('stops waiting for a check after 20 s and runs the next', async () => {
    const clock = new ManualClock()
    const told: string[] = []
    const examined = examine([check('stuck', () => new Promise(() => {})), fine], { settings, clock }, ({ name }) =>
      told.push(name),
    )
    await turn()
    expect(told).toEqual([])
    clock.advance(20_000)
    expect(await examined).toMatchObject([
      { check: 'stuck', status: 'wrong', text: 'this took longer than 20 s' },
      { check: 'fine', status: 'fine' },
    ])
    expect(told).toEqual(['stuck', 'fine'])
    expect(clock.timers).toBe(0)
  })

  it('reports a check that throws and runs the next', async () => {
    const broken = check('broken', () => Promise.reject(new Error('oh')))
    const context = { settings, clock: new ManualClock() }
    expect(await examine([broken, fine], context, () => {})).toMatchObject([
      { check: 'broken', status: 'wrong', text: 'oh' },
      { check: 'fine' },
    ])
  })

  it('prints text and advice without control characters', () => {
    const finding: Finding = { status: 'wrong', text: 'no\u001b[2J sound', advice: 'plug it in' }
    expect(findingLines(fine, finding)).toEqual(['wrong  fine: no sound', '       plug it in'])
  })

  it('has unique check names', () => {
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
  })

  it('advises what to install when there is no access to a sound card', () => {
    expect(judgePortAudio(null, 1, 0)).toEqual({ status: 'fine', text: expect.stringMatching(/has 1 device$/) })
    expect(judgePortAudio('no.', 0, 2)).toMatchObject({ status: 'note' })
    expect(judgePortAudio('no.', 0, 0)).toMatchObject({ status: 'wrong', advice: expect.any(String) })
  })
})
