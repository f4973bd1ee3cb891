import type { AccountStore, BlockingStore } from '../../src/server/accounts/account-store.ts'

/** A store on this thread, for tests that need not wait for another one. */
export function localStore(store: BlockingStore): AccountStore {
  return new Proxy(store, {
    get:
      (_, method) =>
      async (...args: unknown[]) =>
        (store[method as keyof BlockingStore] as (...args: unknown[]) => unknown).call(store, ...args),
  }) as unknown as AccountStore
}
