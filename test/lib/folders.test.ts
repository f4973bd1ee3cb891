import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configFolder, stateFolder } from '../../src/lib/folders.ts'

describe('the folders', () => {
  it('are those of the environment', () => {
    const environment = { XDG_CONFIG_HOME: '/a', XDG_STATE_HOME: '/b' }
    expect([configFolder(environment), stateFolder(environment)]).toEqual(['/a/parlor', '/b/parlor'])
  })

  it('are in the home otherwise, and when the environment names no absolute path', () => {
    expect(configFolder({})).toBe(join(homedir(), '.config/parlor'))
    expect(stateFolder({ XDG_STATE_HOME: 'somewhere' })).toBe(join(homedir(), '.local/state/parlor'))
  })
})
