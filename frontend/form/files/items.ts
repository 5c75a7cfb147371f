/** The list of files that a reporter adds. */
import type { Bytes } from "../bytes.ts"
import type { Inspected } from "../metadata/inspect.ts"

/** A file on the list, and how far it has come. */
export interface Item {
  readonly file: File
  readonly row: HTMLLIElement
  readonly bar: HTMLProgressElement
  /** Says how much of it has arrived. */
  readonly line: HTMLParagraphElement
  /** Settles once somebody has looked into it. */
  readonly looked: Promise<Inspected>
  /** True while the reporter wants to send what was found, as evidence. */
  original: boolean
  /** Set when the reporter takes it off the list. */
  removed: boolean
  /** How many pieces of it have arrived. */
  pieces: number
  /** The secrets with which those pieces can be taken back. */
  readonly secrets: Bytes[]
}

let list: readonly Item[] = []

/** Returns the files on the list, in the order in which they were added. */
export const items = (): readonly Item[] => list

/** Puts a file at the end of the list. */
export const addItem = (item: Item): void => { list = [...list, item] }

/** Takes a file off the list. */
export const removeItem = (item: Item): void => {
  item.removed = true
  list = list.filter((other) => other !== item)
}

/** Takes every file off the list. */
export const clearItems = (): void => { list = [] }
