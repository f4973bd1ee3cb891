// A fake whisper-cli: takes its options, recognises tones instead of words, and writes the same JSON.
import { readFileSync, writeFileSync } from 'node:fs'

const args = process.argv.slice(2)
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const mode = option('--fake') ?? ''
const rate = 16_000

process.stderr.write(`whisper_init_from_file_with_params: loading model from '${option('-m')}'\n`)
if (mode === 'usage') {
  process.stderr.write('error: unknown argument: --fake\n\nusage: whisper-cli [options] file0 file1 ...\n')
  process.exit(0)
}
if (mode === 'failure') {
  process.stderr.write('error: failed to initialize \u001b[31mwhisper context\n  -h, --help\n')
  process.exit(3)
}
if (mode === 'hang') {
  process.on('SIGTERM', () => {})
  process.stderr.write('whisper_print_progress_callback: progress =  40%\n')
  writeFileSync(option('--pid'), String(process.pid))
  await new Promise((resolve) => setTimeout(resolve, 600_000))
}

const file = readFileSync(option('-f'))
const at = file.indexOf('data') + 8
const [channels, hz, bits] = [file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]
if (channels !== 1 || hz !== rate || bits !== 16) {
  process.stderr.write(`error: ${channels} channels of ${bits} bits at ${hz} Hz\n`)
  process.exit(10)
}
const length = file.readUInt32LE(at - 4) / 2
const samples = new Int16Array(new Uint8Array(file.subarray(at, at + 2 * length)).buffer)

/** Tones separated by at least 200 ms of silence, in samples. */
const bursts = []
for (let i = 0; i < samples.length; i++) {
  if (Math.abs(samples[i]) < 1000) continue
  const last = bursts.at(-1)
  if (last && i - last.to < rate / 5) last.to = i
  else bursts.push({ from: i, to: i })
}

const ms = (sample) => 10 * Math.round((100 * sample) / rate)
const stamp = (sample) => new Date(ms(sample)).toISOString().slice(11, 23).replace('.', ',')
const span = (from, to) => ({
  timestamps: { from: stamp(from), to: stamp(to) },
  offsets: { from: ms(from), to: ms(to) },
})
const segments = bursts.map(({ from, to }) => {
  let crossings = 0
  for (let i = from + 1; i <= to; i++) if (samples[i] >= 0 !== samples[i - 1] >= 0) crossings++
  const tone = String(Math.round((crossings * rate) / (2 * (to - from)) / 10) * 10)
  const middle = (from + to) / 2
  const tokens = [
    { text: '[_BEG_]', ...span(from, from) },
    { text: ' h', ...span(from, middle) },
    { text: 'z', ...span(middle, middle) },
    { text: ` ${tone}`, ...span(middle, to) },
  ]
  return { from, to, text: ` hz ${tone}`, tokens }
})
process.stderr.write('whisper_print_progress_callback: progress =  50%\n')
process.stdout.write('[00:00:00.000 --> 00:00:01.000]  anything\n')
if (mode === 'srt') {
  const blocks = segments.map(({ from, to, text }, i) => `${i + 1}\n${stamp(from)} --> ${stamp(to)}\n${text}\n`)
  writeFileSync(`${option('-of')}.srt`, blocks.join('\n'))
} else {
  const whole = segments.length > 0 && {
    ...span(segments[0].from, segments.at(-1).to),
    text: segments.map(({ text }) => text).join(''),
    tokens: segments.flatMap(({ tokens }) => tokens),
  }
  // One segment for everything, as whisper.cpp does with short sentences.
  const json = { params: { model: option('-m'), language: option('-l') }, transcription: whole ? [whole] : [] }
  writeFileSync(`${option('-of')}.json`, JSON.stringify(json, null, '\t'))
}
