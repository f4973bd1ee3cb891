import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/client/settings/config-file.ts'
import { configLines } from '../../../src/client/settings/edit-config.ts'
import { problemText, resolveSettings } from '../../../src/client/settings/resolve-settings.ts'

const file = parseConfig('/c.json', '{\n"name": "File",\n"port": 1000,\n"bitrate": 40000,\n"codec": "pcm"}', null)

describe('resolveSettings', () => {
  it('prefers the flag to the environment, the environment to the file, the file to the default', () => {
    const { options, origins, problems } = resolveSettings(
      { name: 'Flag', passwordFile: 'p' },
      { PARLOR_NAME: 'Variable', PARLOR_PORT: '2000', PARLOR_PLAIN: 'on', PARLOR_CODEC: '' },
      file,
    )
    expect(options).toMatchObject({ name: 'Flag', port: 2000, bitrate: 40_000, codec: 'pcm', plain: true })
    expect(options).toMatchObject({ passwordFile: 'p', recordFolder: 'recordings', ip: undefined })
    expect(origins).toMatchObject({
      name: { kind: 'flag', flag: '--name' },
      port: { kind: 'environment', variable: 'PARLOR_PORT' },
      bitrate: { kind: 'file', line: 4 },
      codec: { kind: 'file', line: 5 },
      theme: { kind: 'default' },
    })
    expect(problems).toEqual([])
  })

  it('falls back to the file and reports a problem when an environment variable is wrong', () => {
    const { options, problems } = resolveSettings({}, { PARLOR_PORT: 'many' }, file)
    expect(options.port).toBe(1000)
    expect(problems.map(problemText)).toEqual(['PARLOR_PORT: It must be a whole number from 1 to 65535.'])
  })

  it('accepts false from a flag when the file says true', () => {
    const plain = parseConfig('/c.json', '{"plain": true}', null)
    expect(resolveSettings({ plain: false }, {}, plain).options.plain).toBe(false)
  })

  it('shows each value with its origin', () => {
    const lines = configLines(resolveSettings({}, { PARLOR_BELL: 'off' }, file), file)
    expect(lines[0]).toBe('# /c.json')
    expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual(
      expect.arrayContaining([
        'name = "File" (file, line 2)',
        'bell = false (environment, PARLOR_BELL)',
        'theme = "auto" (default)',
        'ip = - (default)',
      ]),
    )
  })
})
