import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { Program } from '../helpers/program.ts'
import { Sharer } from '../helpers/sharer.ts'
import { sine } from '../helpers/tones.ts'
import { writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const ENGINE = fileURLToPath(new URL('../studio/transcribe/fake-whisper.mjs', import.meta.url))
/** Starts a program that takes away no right from any file it creates. */
const WITHOUT_UMASK = ['sh', '-c', 'umask 000; exec "$0" "$@"']
const RED = { r: 255, g: 0, b: 0 }

const programs: Program[] = []
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()))
})

/** Everything below a folder, with its mode in octal digits: `600 standup/mix.wav`, `700 standup`. */
function modesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${(statSync(join(folder, name)).mode & 0o777).toString(8)} ${name}`)
    .sort()
}

function isPrivate(entry: string, folder: string): boolean {
  const [mode, ...name] = entry.split(' ')
  return mode === (statSync(join(folder, name.join(' '))).isDirectory() ? '700' : '600')
}

it('keeps everything of a meeting private to its owner, whatever the umask', async () => {
  const root = freshFolder()
  const inputs = freshFolder()
  // The programs find these, as they find the home of a user.
  for (const name of ['home', 'tmp', 'cwd']) mkdirSync(join(root, name), { mode: 0o700 })
  const env = {
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
    XDG_STATE_HOME: join(root, 'home/state'),
    XDG_CONFIG_HOME: join(root, 'home/config'),
    XDG_DATA_HOME: join(root, 'home/data'),
    PARLOR_TRANSCRIBE_ENGINE: `${process.execPath} ${ENGINE} -m {model} -l {language} -f {input} -ojf -of {output}`,
  }
  const start = (path: string, ...args: string[]) => {
    const program = new Program(path, args, { cwd: join(root, 'cwd'), env, within: WITHOUT_UMASK })
    programs.push(program)
    return program
  }
  const tone = join(inputs, 'a.wav')
  await writeWavFile(tone, RATE, sine(500, RATE, 2 * RATE, 0.25))
  writeFileSync(join(inputs, 'model.bin'), '')
  const edits = join(inputs, 'edits.json')
  writeFileSync(edits, JSON.stringify({ version: 1, operations: [] }))

  const folders = ['--recordings', 'kept/here', '--accounts', 'accounts', '--ctl', 'run/ctl.sock']
  const server = start('server/main.js', '--port', '0', '--host', '127.0.0.1', '--no-announce', ...folders)
  const [, port] = /port \[(\d+)\]/.exec(await server.line(/port \[/))!
  await server.line(/Starting server/)
  const to = ['--ip', '127.0.0.1', '--port', port!, '--room', 'standup']
  const bo = start(
    'client/main.js',
    ...to,
    '--create',
    '--name',
    'Bo',
    '--mic',
    'null',
    '--speaker',
    'b.wav',
    '--record',
  )
  await bo.line(/^Recording to recordings/)
  const ann = start(
    'client/main.js',
    ...to,
    '--name',
    'Ann',
    '--mic',
    tone,
    '--speaker',
    'null',
    '--record',
    'own/a.wav',
  )
  await ann.line(/^Recording to own/)
  ann.type('/record tracks')
  await bo.line(/wants the server to record/)
  bo.type('/agree')
  await ann.line(/Bo agreed to be recorded/)
  await ann.line(/a\.wav has ended/)
  ann.type('/stop')
  const recorded = await ann.line(/on the server as .*; \/fetch/)
  const recording = / as (.*);/.exec(recorded)![1]!
  ann.type('/fetch')
  await ann.line(/all files verified/)
  const sharer = await Sharer.enter(Number(port), 'Sue', 'standup')
  const shot = start('client/main.js', ...to, '--name', 'Cy', '--snapshot', 'pictures.png')
  await sharer.wanted()
  await sharer.sendHalves(640, 360, RED, RED)
  expect(await shot.exit).toBe(0)
  const during = modesBelow(root)
  await sharer.wire.close()
  expect(await ann.stop()).toBe(0)
  expect(await bo.stop()).toBe(0)

  const fetched = `recordings/${recording}`
  for (const args of [
    ['transcribe', fetched, '--model', join(inputs, 'model.bin')],
    ['export', fetched, 'mix.flac'],
    ['export', fetched, 'labels.txt'],
    ['export', fetched, 'said', '--utterances', 'wav'],
    ['studio', fetched, 'edited.wav', '--script', edits],
    ['studio', '--list'],
    ['config', 'set', 'name', 'Ann'],
  ]) {
    const program = start('client/main.js', ...args)
    expect([args[0], await program.exit, program.lines.join('\n')]).toEqual([args[0], 0, expect.any(String)])
  }
  expect(await server.stop()).toBe(0)
  const afterwards = modesBelow(root)
  for (const file of [
    `cwd/kept/here/${recording}/tracks/2-ann.wav`,
    `cwd/kept/here/${recording}/access-tracks`,
    `cwd/${fetched}/mix.wav`,
    `cwd/${fetched}/transcript.srt`,
    'cwd/own/a.wav',
    'cwd/b.wav',
    'cwd/pictures.png',
    'cwd/mix.flac',
    'cwd/labels.txt',
    'cwd/edited.wav',
    'cwd/accounts/accounts.sqlite',
    'home/state/parlor/memory.json',
    'home/config/parlor/config.json',
  ]) {
    expect(afterwards.map((entry) => entry.slice(4))).toContain(file)
  }
  expect(during.map((entry) => entry.slice(4))).toContain('cwd/run/ctl.sock')
  // Whatever is there only for a time, as drafts and sockets are, is for nobody else either.
  expect(during.filter((entry) => !/^[67]00 /.test(entry))).toEqual([])
  expect(afterwards.filter((entry) => !isPrivate(entry, root))).toEqual([])
})
