/** What is looked at in this tab. Nothing of it is stored. */
interface State {
  /** What is searched for. */
  query: string
  /** How many rows are wanted; 0 for as many as the desk sends by itself. */
  limit: number
  /** The ticket of the case that is open, or on its way into the pane. The queue highlights it and no other. */
  at: string
  /** Where in the queue that case stands, or stood before it left. */
  row: number
  /** The state of the desk that the page shows, as `/status` counts it. */
  revision: number
  /** The tickets of the selected rows. */
  readonly chosen: Set<string>
  /** The tickets that the open menu names, and that its choice is for. */
  about: readonly string[]
}

/** The state of this page: there is one. */
export const now: State = { query: "", limit: 0, at: "", row: 0, revision: -1, chosen: new Set(), about: [] }
