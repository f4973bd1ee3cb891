import type { Reporter, TestModule } from 'vitest/node'

/** Closes the run with `N passed, M failed`, the one line that other programs read. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tally = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (module.errors().length > 0) tally.failed++
      for (const test of module.children.allTests()) tally[test.result().state]++
    }
    const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
    process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed${skipped}\n`)
  }
}
