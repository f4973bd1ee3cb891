import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { Program } from '../../test/helpers/program.ts'
import { startServer } from '../../test/helpers/server-process.ts'
import { XServer } from '../../test/helpers/x-server.ts'

const CLIENT = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url))
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const WIDTH = 1280
const HEIGHT = 720
/** ms until the picture is still and sharp. */
const REST = 8_000
const FONT = ['-fa', 'DejaVu Sans Mono', '-bg', '#16181d', '-fg', '#d7dae0', '-b', '6', '+sb']

/** Colour bars, as in a chart. */
const COLOURS = `for i in 1 2 3 4 5 6; do
  printf '\\n \\033[4%dm%*s\\033[0m %d %%\\n' $i $((5 * i)) '' $((15 * i)); done; sleep 600`

/** A screenshot to take: the terminal's arguments, how it shows pictures, and the keys that Bo presses. */
interface Shot {
  readonly name: string
  readonly terminal: readonly string[]
  readonly pictures: string
  readonly keys: readonly string[]
}

const shots: readonly Shot[] = [
  { name: 'watching', terminal: ['-fs', '8', '-geometry', '175x52+0+0'], pictures: 'blocks', keys: ['w'] },
  {
    name: 'watching-enlarged',
    terminal: ['-fs', '8', '-geometry', '175x52+0+0'],
    pictures: 'blocks',
    keys: ['w', 'f', 'z', 'z', 'z', 'Left', 'Left', 'Left', 'Up', 'Up', 'Up'],
  },
  {
    name: 'watching-sixel',
    terminal: ['-ti', 'vt340', '-fs', '10', '-geometry', '144x42+0+0', '-xrm', '*maxGraphicSize: 2000x2000'],
    pictures: 'auto',
    keys: ['w'],
  },
]

/** Takes screenshots of a real terminal, xterm, in which Bo watches a real screen that Ann shares. */
export async function takeWatchingImages(images: URL): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-images-'))
  const server = await startServer()
  const [desktop, screen] = [await XServer.start(WIDTH, HEIGHT), await XServer.start(1_300, 800)]
  const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', 'standup', '--create']
  const silent = ['--mic', 'null', '--speaker', 'null']
  const env = { DISPLAY: desktop.display, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' }
  const ann = new Program('client/main.js', [...to, ...silent, '--name', 'Ann', '--share', 'screen'], { env })
  try {
    furnish(desktop)
    await ann.line(/^You are sharing/)
    for (const shot of shots) await take(shot, screen, [...to, ...silent, '--name', 'Bo'], folder, images)
  } finally {
    await ann.stop()
    await Promise.all([desktop.stop(), screen.stop(), server.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Opens the windows on Ann's screen. */
function furnish(desktop: XServer): void {
  desktop.run('xsetroot', '-solid', '#1f4e5f')
  desktop.start('xterm', ...FONT, '-fs', '11', '-geometry', '86x30+24+24', '-e', ...reading('src/audio/mixer.ts'))
  desktop.start('xterm', ...FONT, '-fs', '9', '-geometry', '80x22+610+350', '-e', ...reading('docs/ARCHITECTURE.md'))
  desktop.start('xterm', ...FONT, '-fs', '10', '-geometry', '40x14+920+30', '-e', 'sh', '-c', COLOURS)
}

/** A command that shows a file of the project. @param path relative to the project */
function reading(path: string): string[] {
  return ['sh', '-c', `cd '${PROJECT}' && less -S ${path}`]
}

async function take(
  { name, terminal, pictures, keys }: Shot,
  screen: XServer,
  args: readonly string[],
  folder: string,
  images: URL,
): Promise<void> {
  const settings = [`XDG_STATE_HOME=${folder}`, `XDG_CONFIG_HOME=${folder}`, `PARLOR_PICTURES=${pictures}`]
  const client = ['env', 'COLORTERM=truecolor', 'LANG=C.UTF-8', ...settings, process.execPath, CLIENT, ...args]
  const xterm = screen.start('xterm', ...FONT, ...terminal, '-e', ...client)
  await pause(REST)
  screen.run('xdotool', 'mousemove', '600', '400')
  for (const key of keys) {
    screen.run('xdotool', 'key', key)
    await pause(500)
  }
  await pause(REST)
  const shot = join(folder, `${name}.png`)
  screen.run('ffmpeg', '-y', '-f', 'x11grab', '-draw_mouse', '0', '-i', screen.display, '-frames:v', '1', shot)
  const { data, info } = await sharp(shot).trim().toBuffer({ resolveWithObject: true })
  await sharp(data, {})
    .png({ palette: true, effort: 10 })
    .toFile(new URL(`${name}.png`, images).pathname)
  process.stdout.write(`${name}: ${info.width}x${info.height}\n`)
  xterm.kill()
  await pause(1_000)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
