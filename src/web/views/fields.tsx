import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'password'
  readonly autocomplete?: string
  readonly required?: boolean
  readonly focused?: boolean
  /** Id of an element that explains or complains about the field. */
  readonly describedBy?: string
}

/** A labelled text field. */
export function Field({ label, value, onChange, type = 'text', focused, describedBy, ...rest }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...({ type, ...rest } as InputHTMLAttributes<HTMLInputElement>)}
        id={id}
        value={value}
        dir="auto"
        autofocus={focused}
        aria-describedby={describedBy}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

/** A picture of icons.svg beside a text that says the same. */
export function Icon({ name }: { readonly name: string }) {
  return (
    <svg class="icon" aria-hidden="true" viewBox="0 0 24 24">
      <use href={`icons.svg#${name}`} />
    </svg>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** A labelled list to choose from. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

interface SwitchProps {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

/** A labelled checkbox. */
export function Switch({ label, on, onChange }: SwitchProps) {
  return (
    <label class="switch">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  )
}

interface DialogProps {
  readonly title: string
  readonly closeLabel: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A modal dialog, which keeps the focus and closes with Escape. */
export function Modal({ title, closeLabel, onClose, children }: DialogProps) {
  const id = useId()
  return (
    <dialog ref={useModal(onClose)} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet" onClick={onClose} aria-label={closeLabel}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  )
}

/**
 * Shows a dialog while it is mounted, above all others. The focus returns to where it was.
 *
 * @param onClose called when the user closes it with Escape, or with the browser's own gesture
 */
export function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  const closed = useRef(onClose)
  closed.current = onClose
  useLayoutEffect(() => {
    const dialog = ref.current!
    const tell = () => closed.current()
    dialog.showModal()
    dialog.addEventListener('close', tell)
    return () => {
      dialog.removeEventListener('close', tell)
      dialog.close()
    }
  }, [])
  return ref
}
