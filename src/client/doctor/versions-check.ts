import { release } from 'node:os'
import { version } from '../../lib/version.ts'
import type { Finding } from './check.ts'

/** Which versions run here: what a report of a mistake should begin with. */
export async function checkVersions(): Promise<Finding[]> {
  const { platform, arch, version: node } = process
  return [{ status: 'fine', text: `parlor ${version}, Node.js ${node}, ${platform} ${release()} ${arch}` }]
}
