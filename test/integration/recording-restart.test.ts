import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { freshFolder } from '../helpers/folder.ts'
import { Program } from '../helpers/program.ts'
import { Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']

let server: ServerProcess | null = null
const programs: (Program | Screen)[] = []
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()))
  await server?.stop()
})

it('a recording whose server dies is reported as ended in all interfaces, and one key starts another', async () => {
  const folder = freshFolder()
  server = await startServer(['--recordings', folder])
  const { port } = server
  const to = ['--ip', '127.0.0.1', '--port', String(port), '--room', 'standup', '--create', ...SILENT]
  const enter = (name: string, ...args: string[]) => {
    const env = { XDG_STATE_HOME: freshFolder() }
    const program = new Program('client/main.js', [...to, '--name', name, '--for', '5m', ...args], {
      cwd: freshFolder(),
      env,
    })
    programs.push(program)
    return program
  }
  const bo = enter('Bo')
  await bo.line(/You are in standup/)
  const cy = enter('Cy', '--json')
  await cy.line(/"event":"joined"/)
  const ann = new Screen([...to, '--name', 'Ann'], { env: { XDG_STATE_HOME: freshFolder() } })
  programs.push(ann)
  await bo.line(/^Ann joined/)
  ann.type('R')
  await ann.shows('RECORDED on the server for you')
  await bo.line(/Ann wants the server to record standup/)
  bo.type('/agree')
  await bo.line(/You are being recorded/)
  const asked = JSON.parse(await cy.line(/"event":"consent_wanted"/))
  expect(asked).toMatchObject({ recording: expect.stringMatching(/^standup\//) })

  await server.stop('SIGKILL')
  server = await startServer(['--recordings', folder, '--port', String(port)])
  await ann.shows('NOT RECORDED any more')
  await bo.line(/^The server stopped recording\. It restarted, or the recording ended while you were disconnected\.$/)
  const over = JSON.parse(await cy.line(/"event":"recording","on":false/))
  expect(over).toMatchObject({ by: { name: 'Ann' }, tracks: true, recording: asked.recording })
  expect(over.reason).toMatch(/^It restarted/)

  ann.type('R')
  await ann.shows('RECORDED on the server for you')
  expect(ann.text).not.toContain('NOT RECORDED any more')
  // An answer to the first recording is none to this one.
  await eventually(() => bo.lines.filter((line) => line.includes('Ann wants the server to record'))).toHaveLength(2)
  expect(ann.text).toContain('not recorded')
  const read = (name: string) => JSON.parse(readFileSync(join(folder, 'standup', name, 'recording.json'), 'utf8'))
  await eventually(() => read(asked.recording.slice('standup/'.length)).ended).not.toBeNull()
  bo.type('/recordings')
  await bo.line(new RegExp(`^${asked.recording} {2}standup, 0:0\\d min, 2 files`))
  bo.type('/fetch')
  await bo.line(new RegExp(`^Downloaded ${asked.recording} `))
  const [first, second, ...others] = readdirSync(join(folder, 'standup')).sort()
  expect(`standup/${first}`).toBe(asked.recording)
  expect(read(first!)).toMatchObject({ ended: expect.any(String), problem: expect.stringContaining('killed') })
  expect(read(second!).ended).toBeNull()
  expect(others).toEqual([])
})
