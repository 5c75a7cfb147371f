// Makes what the published report draws and names places with: src/stats/assets/map.json and src/code/countries.tsv.
// Not part of a build. Run where world-atlas 2.0.2 (Natural Earth, public domain), topojson-client 3.1.0, topojson-simplify 3.0.3,
// d3-geo 3.1.1 and i18n-iso-countries 7.14.0 are installed: node ops/assets.mjs FOLDER_OF_NODE_MODULES
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

const require = createRequire(join(process.argv[2], "node_modules", "x.js"))
const { presimplify, simplify } = require("topojson-simplify")
const { merge } = require("topojson-client")
const { geoEqualEarth, geoPath } = require("d3-geo")
const { numericToAlpha2 } = require("i18n-iso-countries")
const out = (name) => new URL(`../src/stats/assets/${name}`, import.meta.url)

const rust = readFileSync(new URL("../src/code/country.rs", import.meta.url), "utf8")
const regions = new Map()
for (const [, region, codes] of rust.matchAll(/\(\s*Geo::(\w+),\s*"([A-Z ]+)"/gu)) for (const code of codes.split(" ")) regions.set(code, region)
const words = new Map()
for (const [, variant, word] of readFileSync(new URL("../src/code/lists.rs", import.meta.url), "utf8").split("Geo, \"regions\":")[1].split("}")[0].matchAll(/(\w+) = "([a-z-]+)"/gu)) words.set(variant, word)

// Names in the languages of the page, from CLDR.
const languages = ["en", "es", "pt", "ar", "ru", "fr", "fa", "zh"]
const names = languages.map((language) => new Intl.DisplayNames([language], { type: "region" }))
const rows = [...regions.keys()].sort().map((code) => [code, ...names.map((of) => of.of(code))].join("\t"))
writeFileSync(new URL("../src/code/countries.tsv", import.meta.url), ["code", ...languages].join("\t") + "\n" + rows.join("\n") + "\n")

// One outline a region, without the borders of countries, in the Equal Earth projection.
const world = simplify(presimplify(JSON.parse(readFileSync(join(process.argv[2], "node_modules/world-atlas/countries-110m.json"), "utf8"))), 0.3)
const of = (country) => country.properties.name === "Kosovo" ? "XK" : country.properties.name === "Somaliland" ? "SO" : country.properties.name === "N. Cyprus" ? "CY" : numericToAlpha2(country.id)
const projection = geoEqualEarth().fitExtent([[4, 4], [956, 470]], { type: "Sphere" })
const path = geoPath(projection)
const drawn = {}
for (const [variant, word] of words) {
  const own = world.objects.countries.geometries.filter((country) => regions.get(of(country)) === variant)
  if (own.length === 0) continue
  const shape = merge(world, own)
  // Natural Earth has French Guiana within France; on this map it would be Europe in South America.
  if (variant === "OtherEurope") shape.coordinates = shape.coordinates.filter(([ring]) => ring.every(([longitude]) => longitude > -30))
  const largest = shape.coordinates.map((ring) => ({ type: "Polygon", coordinates: ring })).sort((one, other) => path.area(other) - path.area(one))[0]
  const [x, y] = path.centroid(largest).map(Math.round)
  drawn[word] = { x, y, d: path(shape).replace(/-?\d+\.\d+/gu, (number) => String(Math.round(Number(number)))) }
}
writeFileSync(out("map.json"), JSON.stringify(drawn) + "\n")
