/** Says, over the stage and to screen readers, how it stands where there is no picture. */
export class Card {
  readonly #card: HTMLElement
  readonly #news: HTMLElement

  constructor(card: HTMLElement, news: HTMLElement) {
    this.#card = card
    this.#news = news
  }

  show(title: string, text = ''): void {
    this.#card.querySelector('h1')!.textContent = title
    this.#card.querySelector('p')!.textContent = text
    this.#card.hidden = false
    this.tell(text ? `${title}. ${text}` : title)
  }

  hide(): void {
    this.#card.hidden = true
  }

  /** To screen readers alone. */
  tell(text: string): void {
    this.#news.textContent = text
  }
}
