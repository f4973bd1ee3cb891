import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { useServer } from '../helpers/contract-server.ts'
import { missing } from '../helpers/tools.ts'

const PROGRAM = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url))

describe.skipIf(missing('tmux'))('the full-screen client in tmux', () => {
  const server = useServer()
  const folder = mkdtempSync(join(tmpdir(), 'parlor-tmux-'))
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...args], { encoding: 'utf8' })
  const shows = (text: string) =>
    vi.waitFor(() => expect(tmux('capture-pane', '-p')).toContain(text), { timeout: 60_000, interval: 100 })

  afterAll(() => {
    try {
      tmux('kill-server')
    } catch {
      // It has ended with its last window.
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('draws, takes text, resizes and exits', async () => {
    const client = [process.execPath, PROGRAM, '--ip', '127.0.0.1', '--port', String(server.process.port)]
    const options = ['--name', 'Ann', '--room', 'tmux', '--create', '--mic', 'null', '--speaker', 'null']
    // The pane stays open behind the client. When it closes, tmux with libutempter can miss the client's SIGCHLD, and
    // then never learns its exit code.
    const shell = ['sh', '-c', '"$@"; echo "exit code $?"; exec sleep 600', 'sh']
    tmux('new-session', '-d', '-x', '100', '-y', '30', 'env', 'LANG=C.UTF-8', ...shell, ...client, ...options)
    await shows('You are in tmux')
    tmux('send-keys', 'Enter')
    await shows('Enter send')
    tmux('send-keys', '-l', 'hello from tmux 日本')
    tmux('send-keys', 'Enter')
    await shows('Ann │ hello from tmux 日本')
    tmux('resize-window', '-x', '50', '-y', '15')
    await shows('Ann: hello from tmux 日本')
    tmux('send-keys', 'Escape')
    await shows('m mute')
    tmux('send-keys', 'q')
    await shows('exit code 0')
    expect(tmux('display-message', '-p', '#{alternate_on}').trim()).toBe('0')
  })
})
