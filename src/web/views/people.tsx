import type { User } from '../../protocol/shapes.ts'
import { hueOf, initialsOf } from '../state/person-mark.ts'
import { Icon } from './fields.tsx'
import { usePage } from './use-page.ts'

/** Everybody in the room, and who talks. */
export function People() {
  const { state, text } = usePage()
  const { users, self } = state.meeting
  const own = users.filter(({ id }) => id === self.id)
  const others = users.filter(({ id }) => id !== self.id)
  return (
    <>
      <ul class="people" aria-label={text.participants}>
        {[...own, ...others].map((user) => (
          <li key={user.id}>
            <Person user={user} />
          </li>
        ))}
      </ul>
      {others.length === 0 ? <p class="empty">{text.alone}</p> : null}
    </>
  )
}

function Person({ user }: { readonly user: User }) {
  const { page, state, text } = usePage()
  const isSelf = user.id === state.meeting.self.id
  const talks = isSelf ? state.sending : state.meeting.speaking.includes(user.id)
  const marks = marksOf(user, isSelf)
    .map((mark) => text[mark])
    .join(', ')
  return (
    <button
      type="button"
      class={talks ? 'person talking' : 'person'}
      style={`--hue: ${hueOf(user.id)}`}
      disabled={isSelf}
      onClick={() => page.store.dispatch({ type: 'dialog', dialog: { person: user.id } })}
    >
      <span class="mark" aria-hidden="true">
        {initialsOf(user.name)}
      </span>
      <bdi class="name">{user.name}</bdi>
      <span class="facts">{marks}</span>
      {user.hand ? <Icon name="hand" /> : null}
    </button>
  )
}

type Mark =
  | 'you'
  | 'host'
  | 'operator'
  | 'handRaised'
  | 'muted'
  | 'mutedByHost'
  | 'deafened'
  | 'sharing'
  | 'recorded'
  | 'reconnecting'

/** The states of a person in words. Who talks is not among them: a screen reader would never be quiet. */
function marksOf(user: User, isSelf: boolean): Mark[] {
  const marks: [unknown, Mark][] = [
    [isSelf, 'you'],
    [user.host, 'host'],
    [user.operator, 'operator'],
    [user.hand, 'handRaised'],
    [user.muted_by_host, 'mutedByHost'],
    [user.muted && !user.muted_by_host, 'muted'],
    [user.deafened, 'deafened'],
    [user.sharing, 'sharing'],
    [user.recorded, 'recorded'],
    [user.reconnecting, 'reconnecting'],
  ]
  return marks.filter(([holds]) => holds).map(([, mark]) => mark)
}
