import type { ShareRow, ToPage } from '../../protocol/viewer-messages.ts'
import { Stage } from '../pictures/stage.ts'
import { type IncomingPicture, Pace, readPicture } from './incoming-picture.ts'
import { Connection } from './page-connection.ts'
import { describeKeys, type KeyRow, listenToKeys } from './page-keys.ts'
import { Card, FullScreen, View } from './page-view.ts'
import { Bar, titleOf } from './share-bar.ts'
import { Selection, type Turn } from './share-selection.ts'

const FACTS_EVERY = 500
const NEXT = 'Press n for the next share.'
const LATER = 'New shares will appear here.'

const find = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const stageElement = find('stage')
const canvas = find<HTMLCanvasElement>('picture')
const sizeButton = find('size')
const help = find<HTMLDialogElement>('help')

const selection = new Selection()
/** Whether the canvas shows the selected share, and that share is still active. */
let isLive = false
let pace = new Pace()

const card = new Card(find('card'), find('news'))
const bar = new Bar(find('shares'), find('facts'), (id) => choose(selection.rows.find((row) => row.id === id)))
const view = new View(stageElement, canvas, () => {
  sizeButton.setAttribute('aria-pressed', String(view.isActualSize))
})
const fullScreen = new FullScreen(find('full'))
const stage = new Stage(canvas, drawn)
const connection = new Connection({
  told: take,
  picture: (message) => show(readPicture(message)),
  lost: () => wait('Connection lost'),
})

const keys: readonly KeyRow[] = [
  {
    keys: ['z', 'Enter', ' '],
    shown: 'z Enter',
    help: 'toggle actual size and fit to window (or click)',
    run: () => view.toggle(),
  },
  {
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    shown: '← → ↑ ↓',
    help: 'scroll at actual size (or drag)',
    run: (key) => view.scroll(key),
  },
  { keys: ['f'], shown: 'f', help: 'toggle full screen', run: () => fullScreen.toggle() },
  { keys: ['n'], shown: 'n', help: 'next share', run: () => choose(selection.beside(1)) },
  { keys: ['p'], shown: 'p', help: 'previous share', run: () => choose(selection.beside(-1)) },
  {
    keys: [...'123456789'],
    shown: '1 … 9',
    help: 'share 1 to 9',
    run: (key) => choose(selection.rows[Number(key) - 1]),
  },
  { keys: ['?', 'h'], shown: '?', help: 'show this help', run: () => help.showModal() },
]
listenToKeys(keys)
describeKeys(keys, help.querySelector('dl')!)
sizeButton.addEventListener('click', () => view.toggle())
find('ask').addEventListener('click', () => help.showModal())
setInterval(tellFacts, FACTS_EVERY)
// A scrollable element must be focusable by keyboard (WCAG 2.1, success criterion 2.1.1).
stageElement.tabIndex = 0

function take(message: ToPage): void {
  if (message.type === 'ended') {
    bar.list([], null)
    end('Meeting ended', 'You can close this page.')
  } else if (message.type === 'shares') {
    turn(selection.take(message.shares))
  } else if (message.type === 'away') {
    wait('Server unreachable')
  }
}

function turn(to: Turn): void {
  const { rows, selected } = selection
  bar.list(rows, to === 'same' || to === 'new' ? selected!.id : null)
  if (to === 'new') begin(selected!)
  else if (to === 'same') resume(selected!)
  else if (to === 'none') card.show('Nothing is being shared', LATER)
  else end(`${selected!.name} stopped sharing`, rows.length > 0 ? NEXT : LATER)
}

function choose(row: ShareRow | undefined): void {
  if (!selection.choose(row)) return
  bar.list(selection.rows, row!.id)
  canvas.hidden = true
  begin(row!)
}

/** Selects a share and waits for its first picture. */
function begin(row: ShareRow): void {
  isLive = false
  pace = new Pace()
  document.title = `${titleOf(row)} – Parlor`
  card.show(`Loading ${titleOf(row)} …`)
  connection.send({ type: 'select', id: row.id })
}

/** Continues with the same share after its owner was renamed or the connection was restored. */
function resume(row: ShareRow): void {
  document.title = `${titleOf(row)} – Parlor`
  connection.send({ type: 'select', id: row.id })
  if (!isLive) return
  stageElement.classList.remove('past')
  card.hide()
}

/** Marks the picture as outdated until the connection is restored. */
function wait(reason: string): void {
  stageElement.classList.add('past')
  card.show(reason, 'Reconnecting …')
}

function end(title: string, text: string): void {
  isLive = false
  stageElement.classList.add('past')
  document.title = `${title} – Parlor`
  bar.clear()
  card.show(title, text)
}

function show(picture: IncomingPicture): void {
  const { id } = picture.header
  stage.draw(picture, () => id === selection.selected?.id)
}

function drawn({ header, bytes }: IncomingPicture): void {
  connection.send({ type: 'drawn', serial: header.serial })
  const row = selection.selected
  if (row?.id !== header.id) return
  pace.add(performance.now(), bytes)
  view.layOut()
  if (isLive || !selection.rows.includes(row)) return
  isLive = true
  canvas.hidden = false
  canvas.setAttribute('aria-label', `${titleOf(row)}, ${header.width} by ${header.height} pixels`)
  stageElement.classList.remove('past')
  card.hide()
  card.tell(`${titleOf(row)}, ${header.width} by ${header.height} pixels`)
  tellFacts()
}

function tellFacts(): void {
  if (isLive) bar.tell(canvas.width, canvas.height, pace.measure(performance.now()))
}
