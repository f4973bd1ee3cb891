import { systemClock } from '../../lib/clock.ts'
import { describeCommand } from '../../lib/shell/command-line.ts'
import { completions, type Shell, shells } from '../../lib/shell/completions.ts'
import { cleanLine } from '../../lib/text.ts'
import type { ExitCode } from '../exit-codes.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { configPath, readConfigFile } from '../settings/config-file.ts'
import { problemText } from '../settings/resolve-settings.ts'
import type { Call, Subcommand } from './subcommand.ts'

/** All of them. What each needs is loaded when it runs, so that joining does not wait for it. */
export const subcommands: readonly Subcommand[] = [
  { words: 'devices', doc: 'list microphones and speakers', options: [], run: devices },
  { words: 'screens', doc: 'list the screens and windows that can be shared', options: [], run: screens },
  { words: 'cameras', doc: 'list the cameras', options: [], run: cameras },
  {
    words: 'servers',
    doc: 'list the servers of the local network, and those you have been at',
    options: ['json'],
    run: servers,
  },
  {
    words: 'doctor',
    doc: 'check microphone, speaker, sharing, terminal, settings and server, and say what to do',
    options: ['ip', 'port', 'tls', 'fingerprint', 'mic', 'speaker', 'capture', 'json'],
    run: doctor,
  },
  {
    words: 'forget',
    arguments: '<server>',
    doc: 'forget the key of a server (HOST or HOST:PORT), so that it is met anew',
    options: [],
    run: forget,
  },
  {
    words: 'recordings',
    doc: 'list the recordings at a server that you may have',
    options: ['ip', 'port', 'tls', 'fingerprint', 'server_password_file', 'json'],
    run: async (call) => (await import('./recordings-command.ts')).tellRecordings(call),
  },
  {
    words: 'fetch',
    arguments: '[recording]',
    doc: 'get a recording from a server, the latest if none is named; goes on with one that was not finished',
    options: ['ip', 'port', 'tls', 'fingerprint', 'server_password_file', 'record_folder'],
    run: async (call) => (await import('./recordings-command.ts')).fetchFromServer(call),
  },
  {
    words: 'export',
    arguments: '<recording> <file>',
    flags: [
      ['--track <number>', 'the track of one person: the number at the front of its name'],
      ['--mix', 'all together, which is what it takes anyway'],
      ['--edited', 'as the edits of the studio have made it, and not as it was recorded'],
      [
        '--utterances <format>',
        'into the folder <file>, a wav, flac or opus file for each thing that somebody says',
      ],
    ],
    doc: 'make a .flac, .opus or .wav of a WAV file or of the folder of a recording with tracks; as .srt or .vtt its transcript; as .txt the labels of who spoke when, for Audacity',
    options: [],
    run: async (call) => (await import('./recording-commands.ts')).exportRecording(call),
  },
  {
    words: 'studio',
    arguments: '[recording] [file]',
    flags: [
      ['--list', 'print the recordings of this computer, for scripts and for who reads by ear'],
      ['--script <file>', 'operations to do without a screen, as docs/STUDIO.md lists them'],
      ['--force', 'replace the file that is to be made by a script'],
    ],
    doc: 'list the recordings of this computer; see, hear and edit one, which is a WAV file or a folder; by a script write the mix as a .wav; what was recorded stays as it is',
    options: ['record_folder', 'speaker', 'json'],
    run: studio,
  },
  {
    words: 'transcribe',
    arguments: '<recording>',
    flags: [
      [
        '--engine <command>',
        'the engine in place of the one of the settings, such as "whisper-cli -m {model} -f {input} -oj -of {output}"',
      ],
      ['--model <file>', 'the model that the engine is given'],
      ['--language <language>', 'the language that is spoken, such as en, or auto'],
      ['--whole', 'hear whole tracks, and not only where somebody spoke'],
      ['--force', 'replace the transcript that is there'],
    ],
    doc: 'let a speech-to-text engine on this machine write down a WAV file or the folder of a recording with tracks, as text, SRT and VTT beside it',
    options: ['json'],
    run: async (call) => (await import('./recording-commands.ts')).transcribeRecording(call),
  },
  { words: 'config', doc: 'show all settings and where each comes from', options: [], run: showConfig },
  {
    words: 'config set',
    arguments: '<key> <value>',
    doc: 'write a setting into the config file; keys.ACTION gives an action a key',
    options: [],
    run: setConfig,
  },
  {
    words: 'config unset',
    arguments: '<key>',
    doc: 'take a setting out of the config file',
    options: [],
    run: unsetConfig,
  },
  {
    words: 'completions',
    arguments: '<shell>',
    choices: shells,
    doc: 'print a script that completes this command line in bash, zsh or fish',
    options: [],
    run: printCompletions,
  },
  { words: 'config path', doc: 'tell where the config file is', options: [], run: tellPath },
]

async function devices({ print }: Call): Promise<ExitCode> {
  const { formatDevices, listDevices } = await import('../../audio/devices/device-list.ts')
  print(formatDevices(await listDevices()))
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

async function servers({ settings, print }: Call): Promise<ExitCode> {
  const { searchServers, serverLines } = await import('../discovery/list-servers.ts')
  const { Memory } = await import('../store/memory.ts')
  const { servers: recent } = new Memory(systemClock)
  const result = await searchServers(systemClock)
  if (settings.options.json) print(JSON.stringify({ ...result, recent }))
  else for (const line of serverLines(result, recent)) print(line)
  return exitCodes.ok
}

async function doctor({ settings, print }: Call): Promise<ExitCode> {
  const { checks, examine, findingLines } = await import('../doctor/doctor.ts')
  const { json } = settings.options
  const findings = await examine(checks, { settings, clock: systemClock }, (check, finding) => {
    if (!json) for (const line of findingLines(check, finding)) print(line)
  })
  const wrong = findings.filter(({ status }) => status === 'wrong').length
  if (json) print(JSON.stringify({ wrong, findings }))
  else print(wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`)
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
    forgotten
      ? `Forgot the key of ${place}.`
      : `The key of ${place} is not known; ${known.path} lists those that are.`,
  )
  return forgotten ? exitCodes.ok : exitCodes.usage
}

async function studio(call: Call): Promise<ExitCode> {
  const [recording, output] = call.args
  if (call.flags.script !== undefined) return studioScript(call)
  if (output !== undefined) {
    throw new Exit(exitCodes.usage, 'Say what to do: chat-client studio --script edits.json in.wav out.wav')
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
    throw new Exit(
      exitCodes.usage,
      'Name the file to make: chat-client studio --script edits.json in.wav out.wav',
    )
  }
  const bar = progressBar(process.stderr)
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
  for (const problem of settings.problems) process.stderr.write(`${problemText(problem)}\n`)
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
  process.stdout.write(completions(shell as Shell, describeCommand(program)))
  return exitCodes.ok
}

function tellPath({ print }: Call): ExitCode {
  print(configPath())
  return exitCodes.ok
}
