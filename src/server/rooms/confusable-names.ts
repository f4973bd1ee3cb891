import { likenessKeys } from '../../protocol/names.ts'

/** A set of names in which a name also matches every name that looks like it. */
export class ConfusableNames {
  readonly #keys = [new Map<string, string>(), new Map<string, string>()] as const

  /** The name in the set that looks like `name`; undefined when there is none. */
  find(name: string): string | undefined {
    const [folded, seen] = likenessKeys(name)
    return this.#keys[0].get(folded) ?? this.#keys[1].get(seen)
  }

  /** Adds a name for which `find` returns undefined. */
  add(name: string): void {
    const [folded, seen] = likenessKeys(name)
    this.#keys[0].set(folded, name)
    this.#keys[1].set(seen, name)
  }

  delete(name: string): void {
    const [folded, seen] = likenessKeys(name)
    this.#keys[0].delete(folded)
    this.#keys[1].delete(seen)
  }
}
