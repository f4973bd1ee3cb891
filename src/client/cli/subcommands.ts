import { systemClock } from '../../lib/clock.ts'
import { stderr, stdout } from '../../lib/output.ts'
import { describeCommand } from '../../lib/shell/command-line.ts'
import { completions, type Shell, shells } from '../../lib/shell/completions.ts'
import { cleanLine } from '../../lib/text.ts'
import type { ExitCode } from '../exit-codes.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { configPath, readConfigFile } from '../settings/config-file.ts'
import { problemText } from '../settings/resolve-settings.ts'
import { callOptions, callSomebody, waitForCalls } from './call-subcommands.ts'
import type { Call, Subcommand } from './subcommand.ts'

/** All subcommands. Each loads its modules when it runs, so that joining a meeting stays fast. */
export const subcommands: readonly Subcommand[] = [
  { words: 'devices', doc: 'list microphones and speakers', options: [], run: devices },
  { words: 'screens', doc: 'list screens and windows that can be shared', options: [], run: screens },
  { words: 'cameras', doc: 'list cameras', options: [], run: cameras },
  { words: 'servers', doc: 'list servers on the local network and recent servers', options: ['json'], run: servers },
  {
    words: 'doctor',
    doc: 'check microphone, speaker, sharing, terminal, settings and server; suggest a fix for each problem',
    options: ['ip', 'port', 'tls', 'fingerprint', 'mic', 'speaker', 'capture', 'json'],
    run: doctor,
  },
  {
    words: 'forget',
    arguments: '<server>',
    doc: 'forget the key of a server (HOST or HOST:PORT), to accept a new one',
    options: [],
    run: forget,
  },
  {
    words: 'web',
    flags: [['--listen-port <number>', 'port of the page on this machine (default: that of the server, if free)']],
    doc: 'open the web client in a browser of this machine, over the encrypted connection of this client: no certificate to install',
    options: ['ip', 'port', 'tls', 'fingerprint'],
    run: async (call) => (await import('./web-command.ts')).serveWeb(call),
  },
  {
    words: 'recordings',
    doc: 'list the recordings on a server that you can fetch',
    options: ['ip', 'port', 'tls', 'fingerprint', 'server_password_file', 'json'],
    run: async (call) => (await import('./recordings-command.ts')).tellRecordings(call),
  },
  {
    words: 'fetch',
    arguments: '[recording]',
    doc: 'download a recording from a server, the latest by default; interrupted downloads resume',
    options: ['ip', 'port', 'tls', 'fingerprint', 'server_password_file', 'record_folder'],
    run: async (call) => (await import('./recordings-command.ts')).fetchFromServer(call),
  },
  {
    words: 'export',
    arguments: '<recording> <file>',
    flags: [
      ['--track <number>', 'export the track of one person: the number at the start of its file name'],
      ['--mix', 'export the mix of everyone (default)'],
      ['--edited', 'apply the edits made in the studio'],
      ['--utterances <format>', 'export each utterance as a wav, flac or opus file into the folder <file>'],
    ],
    doc: 'export a sound file or a recording folder with tracks as .flac, .opus or .wav; its transcript as .srt or .vtt; labels of who spoke when as .txt for Audacity',
    options: [],
    run: async (call) => (await import('./recording-commands.ts')).exportRecording(call),
  },
  {
    words: 'studio',
    arguments: '[recording] [file]',
    flags: [
      ['--list', 'print the recordings on this computer, for scripts and screen readers'],
      ['--script <file>', 'run the edit operations in this file; docs/STUDIO.md lists them'],
      ['--force', 'overwrite the output file of a script'],
    ],
    doc: 'list the recordings on this computer; view, play and edit one (a sound file or a folder); with --script, write the edited mix to a .wav; the original is never changed',
    options: ['record_folder', 'speaker', 'json'],
    run: studio,
  },
  {
    words: 'transcribe',
    arguments: '<recording>',
    flags: [
      [
        '--engine <command>',
        'engine command, overrides the setting, such as "whisper-cli -m {model} -f {input} -oj -of {output}"',
      ],
      ['--model <file>', 'model file for the engine'],
      ['--language <language>', 'spoken language, such as en, or auto'],
      ['--whole', 'transcribe whole tracks, not only where somebody spoke'],
      ['--force', 'overwrite an existing transcript'],
    ],
    doc: 'transcribe a sound file or a recording folder with tracks, by a speech-to-text engine on this machine; writes text, SRT and VTT files next to it',
    options: ['json'],
    run: async (call) => (await import('./recording-commands.ts')).transcribeRecording(call),
  },
  {
    words: 'call',
    arguments: '<name>',
    flags: [['--video', 'show your camera, too']],
    doc: 'call a person on the server that you name with --ip, or the one used last',
    options: callOptions,
    run: callSomebody,
  },
  {
    words: 'wait',
    flags: [['--auto-answer <names>', 'put these people through at once, after a chime: Ann,Bo']],
    doc: 'wait for calls, as an intercom at a door does; /answer and /decline answer those of others',
    options: callOptions,
    run: waitForCalls,
  },
  { words: 'config', doc: 'show all settings and their origins', options: [], run: showConfig },
  {
    words: 'config set',
    arguments: '<key> <value>',
    doc: 'write a setting to the config file; keys.ACTION binds a key to an action',
    options: [],
    run: setConfig,
  },
  {
    words: 'config unset',
    arguments: '<key>',
    doc: 'remove a setting from the config file',
    options: [],
    run: unsetConfig,
  },
  {
    words: 'completions',
    arguments: '<shell>',
    choices: shells,
    doc: 'print a completion script for bash, zsh or fish',
    options: [],
    run: printCompletions,
  },
  { words: 'config path', doc: 'print the path of the config file', options: [], run: tellPath },
]

async function devices({ print }: Call): Promise<ExitCode> {
  const { formatDevices, listDevices } = await import('../../audio/devices/device-list.ts')
  for (const line of formatDevices(await listDevices()).split('\n')) print(line)
  return exitCodes.ok
}

async function screens({ print }: Call): Promise<ExitCode> {
  const { listScreens, listWindows } = await import('../../screen/capture/list-screens.ts')
  const { screenLines } = await import('../../screen/capture/source-area.ts')
  try {
    for (const line of screenLines(await listScreens(), listWindows())) print(line)
  } catch (error) {
    throw new Exit(exitCodes.unwell, (error as Error).message)
  }
  return exitCodes.ok
}

async function cameras({ print }: Call): Promise<ExitCode> {
  const { listCameras } = await import('../../screen/capture/list-cameras.ts')
  const { cameraLines } = await import('../../screen/capture/source-area.ts')
  for (const line of cameraLines(await listCameras())) print(line)
  return exitCodes.ok
}

async function servers({ settings, print, printJson }: Call): Promise<ExitCode> {
  const { searchServers, serverLines } = await import('../discovery/list-servers.ts')
  const { Memory } = await import('../store/memory.ts')
  const { servers: recent } = new Memory(systemClock)
  const result = await searchServers(systemClock)
  if (settings.options.json) printJson({ ...result, recent })
  else for (const line of serverLines(result, recent)) print(line)
  return exitCodes.ok
}

async function doctor({ settings, print, printJson }: Call): Promise<ExitCode> {
  const { checks, examine, findingLines } = await import('../doctor/doctor.ts')
  const { json } = settings.options
  const findings = await examine(checks, { settings, clock: systemClock }, (check, finding) => {
    if (!json) for (const line of findingLines(check, finding)) print(line)
  })
  const wrong = findings.filter(({ status }) => status === 'wrong').length
  if (json) printJson({ wrong, findings })
  else print(wrong === 0 ? 'No problems found.' : `${wrong} ${wrong === 1 ? 'problem' : 'problems'} found.`)
  return wrong === 0 ? exitCodes.ok : exitCodes.unwell
}

async function forget({ args: [server = ''], print }: Call): Promise<ExitCode> {
  const { parseAddress } = await import('../connection/server-address.ts')
  const { KnownServers, serverPlace } = await import('../store/known-servers.ts')
  const address = parseAddress(server)
  if (!address.ok) throw new Exit(exitCodes.usage, address.refusal)
  const place = serverPlace(address.value.host, address.value.port)
  const known = new KnownServers(systemClock)
  const forgotten = await known.forget(place)
  print(
    forgotten ? `Forgot the key of ${place}.` : `No key is stored for ${place}; ${known.path} lists the known servers.`,
  )
  return forgotten ? exitCodes.ok : exitCodes.usage
}

async function studio(call: Call): Promise<ExitCode> {
  const [recording, output] = call.args
  if (call.flags.script !== undefined) return studioScript(call)
  if (output !== undefined) {
    throw new Exit(
      exitCodes.usage,
      'An output file needs a script: chat-client studio --script edits.json in.wav out.wav',
    )
  }
  const library = await import('./show-studio.ts')
  if (call.flags.list === true) return library.printLibrary(call)
  if (recording === undefined) return library.showLibrary(call)
  const { runStudio } = await import('./show-studio.ts')
  return runStudio(recording, call.settings.options)
}

async function studioScript({ args: [input = '', output = ''], flags, print }: Call): Promise<ExitCode> {
  const { runScript } = await import('../../studio/script.ts')
  const { progressBar } = await import('./progress-bar.ts')
  const { script, force } = flags
  if (output === '') {
    throw new Exit(exitCodes.usage, 'Name the output file: chat-client studio --script edits.json in.wav out.wav')
  }
  const bar = progressBar(stderr)
  try {
    const told = await runScript({ script: String(script), input, output, force: force === true }, bar.show)
    bar.clear()
    print(told)
    return exitCodes.ok
  } catch (error) {
    bar.clear()
    throw new Exit(exitCodes.usage, cleanLine((error as Error).message))
  }
}

async function showConfig({ settings, print }: Call): Promise<ExitCode> {
  const { configLines } = await import('../settings/edit-config.ts')
  for (const line of configLines(settings, readConfigFile(configPath()))) print(line)
  for (const problem of settings.problems) stderr.line(problemText(problem))
  return settings.problems.length === 0 ? exitCodes.ok : exitCodes.usage
}

async function setConfig({ args: [key = '', value = ''] }: Call): Promise<ExitCode> {
  const { setInConfig } = await import('../settings/edit-config.ts')
  setInConfig(configPath(), key, value)
  return exitCodes.ok
}

async function unsetConfig({ args: [key = ''] }: Call): Promise<ExitCode> {
  const { unsetInConfig } = await import('../settings/edit-config.ts')
  unsetInConfig(configPath(), key)
  return exitCodes.ok
}

async function printCompletions({ args: [shell], program }: Call): Promise<ExitCode> {
  stdout.text(completions(shell as Shell, describeCommand(program)).trimEnd())
  return exitCodes.ok
}

function tellPath({ print }: Call): ExitCode {
  print(configPath())
  return exitCodes.ok
}
