/** Which speech-to-text engine is wanted, and how. */
export interface EngineSettings {
  /** As `CommandTemplate` takes it. */
  readonly command: string
  readonly model: string | null
  readonly language: string
}

/** What whisper.cpp's command line is asked; a template that only names a program gets the same. */
const WHISPER_ARGUMENTS = '-m {model} -l {language} -f {input} -ojf -of {output} -pp'

/** What a template may ask for. */
export interface EngineValues {
  /** Path of the sound: WAV, 16 kHz, 16 bits, mono. */
  readonly input: string
  /** Path of what is to be written, without its ending. */
  readonly output: string
  /** The folder of both. */
  readonly folder: string
  readonly model: string
  readonly language: string
}

const PLACEHOLDER = /\{([a-z]+)\}/g
const NAMES: readonly (keyof EngineValues)[] = ['input', 'output', 'folder', 'model', 'language']

/**
 * The command of a speech-to-text engine, such as `whisper-cli -m {model} -f {input} -oj -of {output}`. No shell ever
 * sees it: it is parted into words here, and each place is filled within its word.
 */
export class CommandTemplate {
  readonly #words: readonly string[]

  /** @throws Error with a sentence for people where it cannot be understood */
  constructor(template: string) {
    const given = splitWords(template)
    if (given.length === 0) throw new Error('The engine is empty; name a program, such as whisper-cli.')
    const plain = !given.some((word) => word.match(PLACEHOLDER))
    this.#words = plain ? [...given, ...splitWords(WHISPER_ARGUMENTS)] : given
    for (const name of this.#placeholders()) {
      if ((NAMES as readonly string[]).includes(name)) continue
      const known = NAMES.map((known) => `{${known}}`).join(', ')
      throw new Error(`The engine asks for {${name}}, which is not known; there is ${known}.`)
    }
    if (!this.asksFor('input')) throw new Error('The engine must be told where the sound is: put in {input}.')
  }

  get program(): string {
    return this.#words[0]!
  }

  asksFor(name: keyof EngineValues): boolean {
    return this.#placeholders().includes(name)
  }

  /** The words after the program. */
  argumentsFor(values: EngineValues): string[] {
    const value = (_: string, name: string) => values[name as keyof EngineValues]
    return this.#words.slice(1).map((word) => word.replace(PLACEHOLDER, value))
  }

  #placeholders(): string[] {
    return this.#words.flatMap((word) => [...word.matchAll(PLACEHOLDER)].map(([, name]) => name!))
  }
}

/**
 * Words parted by spaces; quotes hold spaces together, and a backslash takes a quote, a space or a backslash as it is
 * (and nothing else, for the paths of Windows are full of them). @throws Error where a quote is not closed
 */
function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if (letter === '\\' && quote !== "'" && /["'\\\s]/.test(text[i + 1] ?? ''))
      word = (word ?? '') + text[++i]
    else if (letter === quote) quote = ''
    else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter
      word ??= ''
    } else if (quote === '' && /\s/.test(letter)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + letter
  }
  if (quote !== '') throw new Error(`The engine has a quote ${quote} that is not closed.`)
  if (word !== null) words.push(word)
  return words
}
