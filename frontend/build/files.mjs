// Reads the sources, and ends the build when something is wrong with them.
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

/** The folder of the frontend, with a slash at its end. */
export const TOP = `${import.meta.dirname}/../`

export const read = (/** @type {string} */ path) => readFileSync(TOP + path, "utf8")

/**
 * Says why, and ends the build.
 * @type {(why: string) => never}
 */
export const fail = (why) => {
  console.error(`build: ${why}`)
  process.exit(1)
}

/** Returns how many bytes these are, each compressed by itself. */
export const compressed = (/** @type {(Uint8Array | string)[]} */ parts) =>
  parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0)
