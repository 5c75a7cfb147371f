/** What a browser takes, with every process that it started. */
import { readFileSync, readdirSync } from "node:fs"
import type { Browser } from "puppeteer-core"

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // It has ended meanwhile.
    return ""
  }
}

/** Behind the name in parentheses, which may hold anything. */
const statOf = (pid: number): string[] => read(`/proc/${pid}/stat`).split(") ").pop()?.split(" ") ?? []

const familyOf = (browser: Browser): number[] => {
  const parents = readdirSync("/proc").map(Number).filter((pid) => pid > 0).map((pid) => [pid, Number(statOf(pid)[1])] as const)
  const family = new Set([browser.process()?.pid ?? 0])
  for (let size = 0; size < family.size;) {
    size = family.size
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid)
  }
  return [...family]
}

/** In bytes; pages that processes share are shared out among them (PSS). */
export const memoryOf = (browser: Browser): number =>
  1024 * familyOf(browser).reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0), 0)

/** In seconds of a processor, since they were started. */
export const processorTimeOf = (browser: Browser): number =>
  familyOf(browser).reduce((sum, pid) => sum + Number(statOf(pid)[11] ?? 0) + Number(statOf(pid)[12] ?? 0), 0) / 100
