import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BreakableLink } from '../helpers/breakable-link.ts'
import { freshFolder } from '../helpers/folder.ts'
import { Program } from '../helpers/program.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine } from '../helpers/tones.ts'
import { readWavMarks, writeWavFile } from '../helpers/wav-files.ts'
import { connect } from '../helpers/wire-client.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']
/** ms after its return within which everybody is to be back in a server's room. */
const BACK_WITHIN = 3_000

describe('a connection that is lost', () => {
  let server: ServerProcess
  let link: BreakableLink
  const programs: (Program | Screen)[] = []

  beforeEach(async () => {
    server = await startServer()
    link = await BreakableLink.to(server.port)
  })

  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.stop()))
    await link.close()
    await server.stop()
  })

  function lines(name: string, port: number, ...args: string[]): Program {
    const to = ['--ip', '127.0.0.1', '--port', String(port), '--name', name, '--for', '5m', ...SILENT]
    const program = new Program('client/main.js', [...to, ...args], { cwd: freshFolder() })
    programs.push(program)
    return program
  }

  function screen(name: string, port: number, ...args: string[]): Screen {
    const to = ['--ip', '127.0.0.1', '--port', String(port), '--name', name, ...SILENT]
    const opened = new Screen([...to, ...args])
    programs.push(opened)
    return opened
  }

  it('is restored after a reset: the others see neither leaving nor joining', async () => {
    const ann = lines('Ann', server.port, '--room', 'x', '--create')
    await ann.line(/You are in x/)
    const bo = lines('Bo', link.port, '--room', 'x', '--mute')
    await ann.line(/^Bo joined/)
    link.reset()
    await bo.line(/Reconnecting/)
    await bo.line(/Reconnected; session resumed/)
    await ann.line(/^Bo reconnected/)
    bo.type('still here')
    await ann.line(/Bo: still here/)
    ann.type('/who')
    await ann.line(/^Bo \(muted\)$/)
    expect(ann.lines.filter((line) => /^Bo (left|joined)/.test(line))).toEqual(['Bo joined.'])
  })

  it('keeps a recording in real time, with marks around the gap', async () => {
    const file = join(freshFolder(), 'gap.wav')
    const bo = lines('Bo', link.port, '--room', 'x', '--create', '--json', '--record', file)
    await bo.line(/recording_started/)
    const begun = Date.now()
    link.admits = false
    link.reset()
    await bo.line(/"event":"waiting","retry_at":[\d.]+,"attempt":3/)
    link.admits = true
    await bo.line(/"event":"reconnected","resumed":true/)
    bo.type('/stop')
    const stopped = JSON.parse(await bo.line(/recording_stopped/))
    const passed = (Date.now() - begun) / 1000
    expect(stopped.seconds).toBeGreaterThan(0.5)
    expect(Math.abs(stopped.seconds - passed)).toBeLessThan(0.5)
    const [lost, again, ...others] = await readWavMarks(file)
    expect([lost?.label, again?.label, others]).toEqual(['Connection lost', 'Connected again', []])
    expect(again!.at - lost!.at).toBeGreaterThan(0.3)
    expect(again!.at).toBeLessThanOrEqual(stopped.seconds)
  })

  it('is resumed after the client stood still while somebody talked: it stays the host of its room', async () => {
    await server.stop()
    server = await startServer(['--limit', 'ack-patience=1'])
    const tone = join(freshFolder(), 'tone.wav')
    await writeWavFile(tone, 48_000, sine(440, 48_000, 20 * 48_000))
    const bo = lines('Bo', server.port, '--room', 'x', '--create')
    await bo.line(/You are in x/)
    const ann = lines('Ann', server.port, '--room', 'x', '--mic', tone)
    await bo.line(/^Ann joined/)
    bo.child.kill('SIGSTOP')
    await ann.line(/^Bo lost the connection/)
    bo.child.kill('SIGCONT')
    await bo.line(/Reconnected; session resumed/)
    await ann.line(/^Bo reconnected/)
    ann.type('/who')
    await ann.line(/^Bo \(host\)$/)
    expect(ann.lines.filter((line) => /^Bo (left|joined)/.test(line))).toEqual([])
  })

  it('ends the client with --no-reconnect', async () => {
    const bo = lines('Bo', link.port, '--no-reconnect', '--room', 'x', '--create')
    await bo.line(/You are in x/)
    link.reset()
    expect(await bo.exit).toBe(5)
  })

  it('is shown on the screen, with the time to the next attempt; the room is joined again in time', async () => {
    const { port } = server
    const ann = screen('Ann', port, '--room', 'standup', '--create')
    await ann.shows('You are in standup')
    const bo = screen('Bo', port, '--room', 'standup')
    await bo.shows('With you: Ann')
    bo.type('m')
    await ann.shows('Bo is muted')
    await server.stop('SIGKILL')
    await Promise.all([ann, bo].map((one) => one.shows(/Connection lost\. Retrying in \d s; Ctrl\+R to retry now/)))
    // Long enough that the pauses have grown to what they are in an outage of some seconds.
    await ann.shows(/Retrying in 2 s/)
    server = await startServer(['--port', String(port)])
    const since = Date.now()
    await Promise.all([ann, bo].map((one) => one.shows((text) => !text.includes('Connection lost'))))
    await ann.shows(/People 2[\s\S]*Bo {2,}.*⊘/)
    // The machine may be slow; the product's own pauses are what is judged.
    expect(Date.now() - since).toBeLessThan(3 * BACK_WITHIN)
    bo.type(`${keys.enter}back${keys.enter}`)
    await ann.shows(/Bo │ back/)
  })

  it('leads back into a private room after a restart, and not into the open one of a stranger', async () => {
    const file = join(freshFolder(), 'password')
    writeFileSync(file, 'secret\n')
    const ann = lines('Ann', link.port, '--room', 'board', '--create', '--password-file', file)
    await ann.line(/You are in board/)
    const bo = lines('Bo', link.port, '--room', 'board', '--password-file', file)
    await ann.line(/^Bo joined/)
    const restart = async () => {
      link.admits = false
      link.reset()
      await server.stop('SIGKILL')
      server = await startServer(['--port', String(server.port)])
    }
    await restart()
    link.admits = true
    await expect.poll(() => ann.lines.filter((line) => /^Bo joined/.test(line)).length).toBe(2)
    await restart()
    const stranger = await connect(server.port)
    await stranger.ask({ action: 'create', room: 'board' })
    await stranger.ask({ action: 'join', room: 'board' })
    link.admits = true
    for (const one of [ann, bo]) await one.line(/Cannot rejoin board: it has no password any more/)
    expect(await stranger.ask({ action: 'list' })).toMatchObject({ details: [{ room: 'board', users: 1 }] })
    await stranger.close()
  })

  it('takes what is typed meanwhile as text, and says it once afterwards', async () => {
    const bo = lines('Bo', server.port, '--room', 'standup', '--create')
    await bo.line(/You are in standup/)
    const ann = screen('Ann', link.port, '--room', 'standup')
    await ann.shows('You are in standup')
    ann.type(keys.enter)
    ann.type('still')
    await ann.shows('› still')
    link.admits = false
    link.reset()
    await ann.shows(/Retrying in/)
    ann.type(' here')
    await ann.shows('› still here')
    ann.type(keys.enter)
    link.admits = true
    await bo.line(/Ann: still here/)
    ann.type('and there')
    await ann.shows('› and there')
    ann.type(keys.enter)
    await bo.line(/Ann: and there/)
    expect(bo.lines.filter((line) => /Ann: still here/.test(line))).toHaveLength(1)
  })
})
