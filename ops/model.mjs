// Called by ops/model: node ops/model.mjs VERIFPAL all|some MODEL...
//
// Behind each query, a model says what it expects: `// Expect: pass` or `// Expect: attack`. Fails for any other verdict, for a
// query without an expectation, for a model that Verifpal does not take, and for one that takes too long. Of all models, each query
// that passes must also be asked, and attacked, in a model without the protection: a model that cannot fail shows nothing.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const SESSIONS = 2;
const LIMIT_SECONDS = 60;

const [verifpal, which, ...models] = process.argv.slice(2);
const all = which === "all";

// Returns Verifpal's analysis of a model. Throws a sentence if there is none.
function analyse(model) {
    // What is not a terminal gets no colours, and nothing asks the network for a newer version.
    const run = spawnSync(verifpal, ["verify", "--sessions", String(SESSIONS), "--format", "json", model], {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        timeout: LIMIT_SECONDS * 1000,
        killSignal: "SIGKILL",
    });
    if (run.error?.code === "ENOENT") throw new Error("Verifpal is not there: run ops/setup model");
    if (run.error?.code === "ETIMEDOUT") throw new Error(`Verifpal took longer than ${LIMIT_SECONDS} seconds`);
    if (run.error) throw run.error;
    if (run.stdout === "") throw new Error(`Verifpal ended with ${run.status ?? run.signal} and said nothing: ${run.stderr}`);
    const [report] = JSON.parse(run.stdout).models;
    if (run.status !== 0 || !report.ok) throw new Error(report.error ?? `Verifpal ended with ${run.status}`);
    const { analysis } = report;
    if (analysis.attacker !== "active") throw new Error("the attacker only listens");
    if (analysis.sessions !== SESSIONS) throw new Error(`Verifpal looked at ${analysis.sessions} sessions`);
    if (analysis.queries.length === 0) throw new Error("the model asks nothing");
    return analysis;
}

// Returns what a model expects of a query: the comment behind it, on the line where it ends.
function expectation(source, { query, range }) {
    const behind = source.subarray(range.end).toString("utf8").split("\n", 1)[0];
    const found = /^ \/\/ Expect: (pass|attack)$/.exec(behind);
    if (!found) throw new Error(`${query}: no expectation`);
    return found[1];
}

// Returns what Verifpal found. A search that was cut short is neither.
function verdict({ resolved, envelope }) {
    if (resolved) return "attack";
    return envelope.exhausted ? "pass" : envelope.summary;
}

// Prints a line for each query of a model, and returns its name, the queries, and how many verdicts were not as expected.
function compare(model) {
    const name = basename(model, ".vp");
    const source = readFileSync(model);
    const { queries } = analyse(model);
    const asked = queries.map((query) => ({ ...query, expected: expectation(source, query), found: verdict(query) }));
    const written = source.toString("utf8").match(/Expect:/g).length;
    if (written !== asked.length) throw new Error(`${written} expectations for ${asked.length} queries`);
    let others = 0;
    for (const { query, expected, found, summary } of asked) {
        const says = found === expected ? "as expected" : `EXPECTED ${expected}`;
        console.log(`${name}: ${query}: ${found}, ${says}`);
        if (found === expected) continue;
        others += 1;
        if (found === "attack") console.log(summary);
    }
    return { name, asked, others };
}

// Returns the queries that pass for want of a proof that the model could fail: of a model in which all pass, those for
// which no model with a longer name expects an attack.
function unproved(compared) {
    const whole = compared.filter(({ asked }) => asked.every(({ expected }) => expected === "pass"));
    const attacked = ({ name, query }) =>
        compared.some((other) => other.name.startsWith(`${name}-`) && other.asked.some((one) => one.query === query && one.expected === "attack"));
    return whole.flatMap(({ name, asked }) => asked.map(({ query }) => ({ name, query }))).filter((one) => !attacked(one));
}

let others = 0;
const compared = [];
for (const model of models) {
    try {
        compared.push(compare(model));
    } catch (error) {
        others += 1;
        console.log(`${basename(model, ".vp")}: ${error.message}`);
    }
}
for (const { name, query } of all ? unproved(compared) : []) {
    others += 1;
    console.log(`${name}: ${query}: no model without the protection finds an attack`);
}
for (const one of compared) others += one.others;
if (others > 0) {
    console.log(`model: ${others} not as expected`);
    process.exit(1);
}
