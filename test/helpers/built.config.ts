import { defineConfig } from 'vitest/config'

/** Runs tests against the programs as they are built already. */
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
})
