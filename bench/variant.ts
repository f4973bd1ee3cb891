import { spawnSync } from 'node:child_process'
import { parlor } from './contender.ts'
import { LoadClient } from './load/client.ts'
import type { Variant } from './scenario.ts'
import { ServerProcess } from './server-process.ts'

/** Why `variant` cannot be measured with the built server; undefined if it can. */
export async function missing(variant: Variant): Promise<string | undefined> {
  if (variant === 'tls') return missingTls()
  if (variant === 'opus') return await missingOpus()
  return undefined
}

function missingTls(): string | undefined {
  const { command, args } = parlor('pcm')
  const help = spawnSync(command, [args[0]!, '--help'], { encoding: 'utf8', timeout: 10_000 })
  return help.stdout.includes('--tls') ? undefined : 'the server has no --tls option'
}

async function missingOpus(): Promise<string | undefined> {
  const server = await ServerProcess.start(parlor('pcm'))
  try {
    const client = await LoadClient.connect({ port: server.port, secure: false, ack: false }, false)
    const reply = await client.request({ action: 'hello', codecs: ['opus'] }, 'hello')
    client.close()
    return reply.includes('"opus"') ? undefined : 'the server does not agree to Opus in hello'
  } finally {
    await server.stop()
  }
}
