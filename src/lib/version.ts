import { readFileSync } from 'node:fs'
import { packageFile } from './process/package-file.ts'

/** The version of the package, from package.json. */
export const version: string = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version
