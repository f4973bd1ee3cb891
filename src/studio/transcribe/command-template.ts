/** The speech-to-text engine to use. */
export interface EngineSettings {
  /** Template for `CommandTemplate`. */
  readonly command: string
  readonly model: string | null
  readonly language: string
}

/** Arguments of whisper-cli; appended to a template without placeholders. */
const WHISPER_ARGUMENTS = '-m {model} -l {language} -f {input} -ojf -of {output} -pp'

/** The values of the placeholders. */
export interface EngineValues {
  /** Path of the audio: WAV, 16 kHz, 16-bit, mono. */
  readonly input: string
  /** Path of the output file without extension. */
  readonly output: string
  /** The folder of both. */
  readonly folder: string
  readonly model: string
  readonly language: string
}

const PLACEHOLDER = /\{([a-z]+)\}/g
const NAMES: readonly (keyof EngineValues)[] = ['input', 'output', 'folder', 'model', 'language']

/**
 * The command of a speech-to-text engine, such as `whisper-cli -m {model} -f {input} -oj -of {output}`. No shell is
 * involved: the template is split into words first, and placeholders are filled in within their words.
 */
export class CommandTemplate {
  readonly #words: readonly string[]

  /** @throws Error with a message for the user when the template is invalid */
  constructor(template: string) {
    const given = splitWords(template)
    if (given.length === 0) throw new Error('The engine command is empty. Name a program, such as whisper-cli.')
    const plain = !given.some((word) => word.match(PLACEHOLDER))
    this.#words = plain ? [...given, ...splitWords(WHISPER_ARGUMENTS)] : given
    for (const name of this.#placeholders()) {
      if ((NAMES as readonly string[]).includes(name)) continue
      const known = NAMES.map((known) => `{${known}}`).join(', ')
      throw new Error(`The engine command has the unknown placeholder {${name}}. Known are ${known}.`)
    }
    if (!this.uses('input')) throw new Error('The engine command has no {input}. Add it where the audio file goes.')
  }

  get program(): string {
    return this.#words[0]!
  }

  /** Whether the command contains a placeholder. */
  uses(name: keyof EngineValues): boolean {
    return this.#placeholders().includes(name)
  }

  /** The arguments of the program, with all placeholders filled in. */
  argumentsFor(values: EngineValues): string[] {
    const value = (_: string, name: string) => values[name as keyof EngineValues]
    return this.#words.slice(1).map((word) => word.replace(PLACEHOLDER, value))
  }

  #placeholders(): string[] {
    return this.#words.flatMap((word) => [...word.matchAll(PLACEHOLDER)].map(([, name]) => name!))
  }
}

/**
 * Splits at spaces outside of quotes. A backslash escapes only a quote, a space or a backslash, so that Windows paths
 * work unescaped. @throws Error for an unclosed quote
 */
function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if (letter === '\\' && quote !== "'" && /["'\\\s]/.test(text[i + 1] ?? '')) word = (word ?? '') + text[++i]
    else if (letter === quote) quote = ''
    else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter
      word ??= ''
    } else if (quote === '' && /\s/.test(letter)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + letter
  }
  if (quote !== '') throw new Error(`The engine command has an unclosed quote ${quote}.`)
  if (word !== null) words.push(word)
  return words
}
