import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { useServer } from '../helpers/contract-server.ts'
import { Program } from '../helpers/program.ts'

describe('a closed output pipe', () => {
  const server = useServer()

  it.each([['completions', 'bash'], ['config', 'path'], ['doctor']])(
    'ends chat-client %s quietly',
    async (...words) => {
      const program = new Program('client/main.js', words)
      program.child.stdout.destroy()
      expect([await program.exit, program.lines]).toEqual([0, []])
    },
  )

  it('makes a client in a meeting leave it', async () => {
    const { port } = server.process
    const to = ['--ip', '127.0.0.1', '--port', String(port), '--room', 'pipes', '--create']
    const program = new Program('client/main.js', [...to, '--mic', 'null', '--speaker', 'null', '--plain'])
    await program.line(/You are in pipes/)
    program.child.stdout.destroy()
    program.type('hello')
    await once(program.child, 'exit')
    expect(program.child.exitCode).toBe(0)
    expect(program.lines.filter((line) => /mistake|Error/.test(line))).toEqual([])
  })
})
