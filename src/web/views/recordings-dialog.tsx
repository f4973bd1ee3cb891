import { useEffect, useRef, useState } from 'preact/hooks'
import type { RecordedFile } from '../../audio/recording-description.ts'
import type { RecordingSummary } from '../../protocol/shapes.ts'
import { MOST_BYTES } from '../app/page-downloads.ts'
import { Modal } from './fields.tsx'
import { usePage } from './use-page.ts'

/** ms between two looks at what there is to download. */
const LIST_EVERY = 3_000

/** The recordings that the user may download. */
export function RecordingsDialog() {
  const { page, text } = usePage()
  const [recordings, setRecordings] = useState<readonly RecordingSummary[] | null>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    const list = () => void page.downloads.list().then(setRecordings, ({ message }: Error) => setProblem(message))
    list()
    // A recording that has just ended is listed when the server has completed it.
    const timer = setInterval(list, LIST_EVERY)
    return () => clearInterval(timer)
  }, [page])
  return (
    <Modal
      title={text.recordings}
      closeLabel={text.close}
      onClose={() => page.store.dispatch({ type: 'dialog', dialog: null })}
    >
      {problem === '' ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {recordings?.length === 0 ? <p class="hint">{text.noRecordings}</p> : null}
      <ul class="choices">
        {recordings?.map((recording) => (
          <li key={recording.recording}>
            <Recording recording={recording} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

/** One recording; its files are requested when it is opened. */
function Recording({
  recording: { recording, room, started, seconds, ready },
}: {
  readonly recording: RecordingSummary
}) {
  const { page, text } = usePage()
  const [files, setFiles] = useState<readonly RecordedFile[]>([])
  const [problem, setProblem] = useState('')
  const open = ({ currentTarget }: { currentTarget: HTMLDetailsElement }) => {
    if (!currentTarget.open) return
    page.downloads.files(recording).then(setFiles, ({ message }: Error) => setProblem(message))
  }
  return (
    <details onToggle={open}>
      <summary>
        <bdi>{room}</bdi> <span class="facts">{text.recordingFacts(new Date(started), seconds)}</span>
      </summary>
      {ready === false ? <p class="hint">{text.notReady}</p> : null}
      {problem === '' ? null : <p class="problem">{problem}</p>}
      <ul class="choices">
        {files.map((file) => (
          <li key={file.file}>
            <Download recording={recording} file={file} />
          </li>
        ))}
      </ul>
    </details>
  )
}

interface DownloadProps {
  readonly recording: string
  readonly file: RecordedFile
}

/** A file and its download, which goes on from where it was interrupted. */
function Download({ recording, file }: DownloadProps) {
  const { page, text } = usePage()
  const [done, setDone] = useState<number | null>(null)
  const [problem, setProblem] = useState('')
  const running = useRef<AbortController | null>(null)
  const cancel = () => running.current?.abort()
  useEffect(() => cancel, [])
  const isTooLarge = file.bytes > MOST_BYTES
  const start = async () => {
    running.current = new AbortController()
    const { signal } = running.current
    setProblem('')
    setDone(0)
    try {
      save(await page.downloads.fetch(recording, file, setDone, signal), `${recording}/${file.file}`)
    } catch (error) {
      if (!signal.aborted) setProblem((error as Error).message)
    }
    setDone(null)
  }
  return (
    <>
      <button type="button" disabled={isTooLarge} onClick={() => (done === null ? void start() : cancel())}>
        {file.file} · {text.megabytes(file.bytes / 1e6)}
        {done === null ? null : ` · ${text.downloaded(Math.floor((100 * done) / file.bytes))}`}
      </button>
      {isTooLarge ? <p class="hint">{text.tooLarge}</p> : null}
      {problem === '' ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

/** Gives a file to the browser's own downloads. */
function save(bytes: Uint8Array<ArrayBuffer>, path: string): void {
  const url = URL.createObjectURL(new Blob([bytes]))
  const link = document.createElement('a')
  link.href = url
  link.download = path.replaceAll('/', ' ')
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
