/** The 2,048 words that codenames are made of in the page's language; the build put them into the page. */
import { find } from "../page.ts"

/** Returns the list, in its own order. */
export const wordlist = (): string[] => find("#wordlist", HTMLTemplateElement).content.textContent.trim().split(" ")
