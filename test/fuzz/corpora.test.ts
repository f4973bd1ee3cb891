import { describe, expect, it, onTestFinished } from 'vitest'
import { readCorpus } from '../../fuzz/corpus.ts'
import { targets } from '../../fuzz/targets/table.ts'

describe.each(Object.entries(targets))('the fuzz target %s', (name, open) => {
  it('finds nothing wrong with its examples and its corpus', async () => {
    const { examples, run, close } = await open()
    onTestFinished(() => close?.())
    const wrong: string[] = []
    for (const input of [...examples, ...readCorpus(name)]) {
      const one = await run(input)
      if (one !== null) wrong.push(`${one.slice(0, 300)}: ${JSON.stringify(input.toString('latin1')).slice(0, 300)}`)
    }
    expect(wrong).toEqual([])
  })
})
