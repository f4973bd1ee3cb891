import type { CtlQuestion, CtlReply } from './ctl-message.ts'
import { verbs } from './table.ts'
import { CtlRefusal, type Running } from './verb.ts'

/** Does what was asked. @throws whatever is no refusal but a mistake of ours. */
export async function answer(running: Running, { verb: name, args }: CtlQuestion): Promise<CtlReply> {
  const verb = verbs.find((one) => one.name === name)
  if (!verb)
    return refusal(`There is no command "${name}"; those there are: ${verbs.map(nameOf).join(', ')}.`)
  const [wanted = ''] = verb.argument?.match(/<.+?>/g)?.slice(args.length) ?? []
  if (wanted !== '') return refusal(`${name} wants ${verb.argument}; ${wanted} is missing.`)
  try {
    const { lines, facts } = await verb.run(running, args)
    return { ok: true, lines, facts }
  } catch (error) {
    if (error instanceof CtlRefusal) return refusal(error.message)
    throw error
  }
}

function refusal(message: string): CtlReply {
  return { ok: false, message }
}

function nameOf({ name }: { name: string }): string {
  return name
}
