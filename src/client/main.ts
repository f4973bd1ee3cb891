#!/usr/bin/env node
/** `chat-client`. The program itself is in run-client.ts. */
import { startProgram } from '../lib/process/start-program.ts'

await startProgram(() => import('./run-client.ts'))
