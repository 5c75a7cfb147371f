// Bundles the scripts.
import { build } from "esbuild"
import { fail, TOP } from "./files.mjs"

/** What every bundle is. @type {import("esbuild").BuildOptions & { write: false }} */
const BUNDLE = {
  absWorkingDir: TOP, bundle: true, write: false, format: "esm", target: "es2022", legalComments: "none", charset: "utf8",
}

const NEVER = 'const never = () => { throw new Error("not in this page") }\n'
const CURVE = `{
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48 }, Point: { Fn: {} },
  getPublicKey: never, getSharedSecret: never, utils: { randomSecretKey: never },
}`

/**
 * Leaves out curves and key stretching that age has for others, and that no reporter's page uses: 13 KB less to load.
 * @type {import("esbuild").Plugin}
 */
const without = {
  name: "without",
  setup: ({ onLoad }) => {
    const curves = `${NEVER}export const p256 = ${CURVE}\nexport const p384 = ${CURVE}\n`
    onLoad({ filter: /@noble\/curves\/nist\.js$/ }, () => ({ contents: curves }))
    onLoad({ filter: /@noble\/hashes\/scrypt\.js$/ }, () => ({ contents: `${NEVER}export const scrypt = never\n` }))
  },
}

/** Returns the script of a reporter's page. Neither eval nor WebAssembly works there. */
export const formScript = async (/** @type {string} */ name) => {
  const result = await build({ ...BUNDLE, entryPoints: [`form/${name}.ts`], minify: true, plugins: [without] })
  const script = result.outputFiles[0]?.contents ?? new Uint8Array()
  if (/WebAssembly|\beval\(|new Function/.test(new TextDecoder().decode(script))) fail(`${name}.js would need eval or WebAssembly`)
  return script
}

/** Returns the desk's script, readable as it is. */
export const deskScript = async () => {
  const result = await build({ ...BUNDLE, entryPoints: ["desk/main.ts"] })
  return `// Made of desk/*.ts by build.mjs.\n${result.outputFiles[0]?.text ?? ""}`
}

/**
 * Returns the names of the sentences that the scripts of the form say, as they list them.
 * @returns {Promise<readonly string[]>}
 */
export const sentences = async () => {
  const result = await build({ ...BUNDLE, entryPoints: ["form/language/messages.ts"] })
  const { SENTENCES } = await import(`data:text/javascript,${encodeURIComponent(result.outputFiles[0]?.text ?? "")}`)
  return SENTENCES
}
