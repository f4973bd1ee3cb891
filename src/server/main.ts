#!/usr/bin/env node
/** `chat-server`. The program itself is in serve.ts. */
import { startProgram } from '../lib/process/start-program.ts'

await startProgram(() => import('./serve.ts'))
