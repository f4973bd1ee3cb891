/**
 * `npm run screenshots` takes the images of the docs: a real server, people who talk and write over the wire protocol,
 * and the real client in a terminal whose cells are written as SVG.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerLink } from '../../src/client/connection/server-link.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { writeTalk } from '../../test/helpers/recorded-talk.ts'
import { keys, Screen } from '../../test/helpers/screen.ts'
import { startServer } from '../../test/helpers/server-process.ts'
import { writeTalkTranscript } from '../../test/helpers/talk-transcript.ts'
import { sine } from '../../test/helpers/tones.ts'
import { putTalks } from './library-image.ts'
import { svgOf } from './svg.ts'
import { takeViewerImage } from './viewer-image.ts'
import { takeWatchingImages } from './watching-images.ts'
import { takeWebImages } from './web-images.ts'

const IMAGES = new URL('../../docs/images/', import.meta.url)
const RATE = 48_000
const FRAME = 960
const LINES: readonly [number, string][] = [
  [0, 'good morning! you are loud and clear'],
  [1, 'the build on the lab machine is green again'],
  [2, 'はい、終わりました 🎉'],
  [0, 'Ann: do you take the notes today?'],
]

const folder = mkdtempSync(join(tmpdir(), 'parlor-images-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
mkdirSync(IMAGES, { recursive: true })
const server = await startServer(['--port', '12345'])
const people = await Promise.all(['Bo', 'Zoë', '田中', 'Priya'].map((name) => enter(name)))
await people[1]!.request('create', { room: 'retro' })
await people[1]!.request('create', { room: 'board', password: 'x' })
await people[3]!.request('mute', { muted: true })

const at = ['--ip', '127.0.0.1', '--port', String(server.port), '--mic', 'null', '--speaker', 'null']
const env = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder }
const options = { columns: 100, rows: 26, env, cwd: folder }
const screen = new Screen([...at, '--name', 'Ann', '--room', 'standup'], options)
await screen.shows('You are in standup')
for (const [who, text] of LINES) {
  people[who]!.tell('say', { text })
  await screen.shows(text.slice(0, 4))
}
talk(people[0]!, 0.2)
talk(people[2]!, 0.02)
screen.type('r')
await screen.shows(/REC 00:08/)
save('meeting', screen)
screen.type('?')
await screen.shows(/Keys and commands[\s\S]*Esc close/)
save('help', screen)
screen.type(keys.escape)
screen.resize(40, 12)
await screen.shows((text) => !text.includes('Rooms') && text.includes('REC'))
save('narrow', screen)
await screen.stop()

const start = new Screen(['--name', 'Ann', '--mic', 'null', '--speaker', 'null'], options)
await start.shows(`127.0.0.1:${server.port}`)
save('start', start)
await start.stop()
await server.stop()
await takeStudioImage()
await takeLibraryImage()
await takeWatchingImages(IMAGES)
await takeViewerImage(new URL('meeting.svg', IMAGES), new URL('viewer.png', IMAGES))
await takeWebImages(IMAGES)
process.exit()

/** The studio with a selection, some seconds into a recording with a transcript. */
async function takeStudioImage(): Promise<void> {
  const recording = await writeTalk(folder, RATE)
  writeTalkTranscript(recording, RATE)
  const studio = new Screen(['studio', recording, '--speaker', 'null'], { ...options, rows: 30 })
  await studio.shows('1:00 wide')
  studio.type('g')
  await studio.shows('Go to time')
  studio.type('39.5\rv')
  await studio.shows('selecting')
  studio.type('g')
  await studio.shows('Go to time')
  studio.type('47.8\rv')
  await studio.shows('(8.30 s)')
  studio.type(' ')
  await studio.shows(/▶ 0:52/)
  save('studio', studio)
  await studio.stop()
}

/** The list of recordings, with a few from some weeks. */
async function takeLibraryImage(): Promise<void> {
  const recordings = join(folder, 'library')
  mkdirSync(recordings)
  await putTalks(recordings)
  const list = new Screen(['studio', '--record-folder', recordings], {
    ...options,
    env: { ...env, HOME: folder },
    columns: 120,
    rows: 16,
  })
  await list.shows((text) => text.includes('Zoë') && !text.includes('  …  '))
  list.type('j')
  await list.shows(/▸ .* standup/)
  save('library', list)
  await list.stop()
}

async function enter(name: string): Promise<ServerLink> {
  const where = { host: '127.0.0.1', port: server.port, clock: systemClock, log: null, protection: null }
  const link = await ServerLink.open(where, { push() {}, voice() {}, lost() {} })
  await link.request('hello', { name })
  await link.request('create', { room: 'standup' })
  await link.request('join', { room: 'standup' })
  return link
}

/** Simulates speech: a tone that rises and falls like syllables. */
function talk(link: ServerLink, loudness: number): void {
  let frame = 0
  setInterval(() => {
    const phrase = frame % 170 < 120 ? 1 : 0.02
    const syllable = phrase * Math.sin((Math.PI * frame) / 22) ** 4 * (0.2 + 0.8 * Math.sin(frame / 53) ** 2)
    const samples = sine(220, RATE, FRAME, loudness * syllable, FRAME * frame++)
    link.sendVoice(new Uint8Array(samples.buffer), 'pcm')
  }, 20)
}

function save(name: string, shown: Screen): void {
  writeFileSync(new URL(`${name}.svg`, IMAGES), svgOf(shown))
}
