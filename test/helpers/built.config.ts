import { defineConfig } from 'vitest/config'

/** Waiting ends with what is waited for. These bounds, in ms, are for what never arrives, on any machine. */
export const PATIENCE = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000, interval: 20 } },
}

/** Runs tests against the programs as they are built already. */
export default defineConfig({ test: { include: ['test/**/*.test.ts'], ...PATIENCE } })
