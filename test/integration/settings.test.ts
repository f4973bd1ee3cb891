import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { startServer } from '../helpers/server-process.ts'

/** Somebody's machine, with a config file of their own. */
function home(config?: string) {
  const folder = freshFolder()
  const path = join(folder, 'parlor', 'config.json')
  mkdirSync(join(folder, 'parlor'))
  if (config !== undefined) writeFileSync(path, config)
  const env = { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder }
  const client = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    runProgram('client/main.js', args, { env: { ...env, ...more } })
  return { folder, path, env, client }
}

describe('chat-client config', () => {
  it('shows each setting and its source', async () => {
    const { client, path } = home('{\n  "name": "Ann"\n}')
    const { code, text } = await client(['config'], { PARLOR_PORT: '5000' })
    expect(code).toBe(0)
    expect(text).toContain(path)
    expect(text).toMatch(/^name = "Ann" +\(file, line 2\)$/m)
    expect(text).toMatch(/^port = 5000 +\(environment, PARLOR_PORT\)$/m)
    expect(text).toMatch(/^codec = "auto" +\(default\)$/m)
  })

  it('changes the file, also to negative numbers, and shows its path', async () => {
    const { client, path } = home()
    expect(await client(['config', 'set', 'name', 'Ann'])).toEqual({ code: 0, text: '' })
    expect(await client(['config', 'set', 'threshold', '-40'])).toEqual({ code: 0, text: '' })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ name: 'Ann', threshold: -40 })
    await client(['config', 'unset', 'name'])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ threshold: -40 })
    expect(await client(['config', 'path'])).toEqual({ code: 0, text: path })
  })

  it('reports line and column of a mistake, and does not change the file', async () => {
    const broken = '{\n  "name": "Ann"\n  "port": 5000\n}'
    const { client, path } = home(broken)
    const shown = await client(['config'])
    expect(shown.code).toBe(2)
    expect(shown.text).toContain(`${path}, line 3, column 3: a comma is missing before this`)
    expect(shown.text).toMatch(/^port = 5000 /m)
    const set = await client(['config', 'set', 'bell', 'off'])
    expect(set).toMatchObject({ code: 2, text: expect.stringContaining('line 3, column 3') })
    expect(readFileSync(path, 'utf8')).toBe(broken)
  })

  it('says which values are allowed', async () => {
    const { client, path } = home()
    const { code, text } = await client(['config', 'set', 'bitrate', 'high'])
    expect([code, text]).toEqual([2, 'Invalid value for bitrate. It must be a whole number from 24000 to 64000.'])
    expect(existsSync(path)).toBe(false)
  })
})

describe('joining', () => {
  it('uses server, name and settings of the file, and reports what is wrong in it', async () => {
    const server = await startServer()
    onTestFinished(() => void server.stop())
    const { folder, env, path } = home(`{
      "ip": "127.0.0.1", "port": ${server.port}, "name": "Ann", "mic": "null", "speaker": "null",
      "record_folder": "minutes", "codec": "mp3",
    }`)
    const args = ['--room', 'r', '--create', '--record']
    const ann = new Program('client/main.js', args, { env, cwd: folder })
    await ann.line(/^You are in r/)
    await ann.line(/^Recording to minutes.r.\d{4}/)
    ann.type('/quit')
    expect(await ann.exit).toBe(0)
    expect(ann.lines).toContain(
      `Settings: ${path}, line 3, column 44: invalid value for codec. It must be auto, opus or pcm.`,
    )
    expect(ann.lines.join('\n')).toContain('as Ann.')
    expect(readdirSync(join(folder, 'minutes', 'r'))).toHaveLength(1)
    const { servers } = JSON.parse(readFileSync(join(folder, 'parlor', 'memory.json'), 'utf8'))
    expect(servers).toMatchObject([{ host: '127.0.0.1', port: server.port, name: 'Ann' }])
  })
})
