/** Hidden details: found where real programs put them, gone after cleaning, and the picture the same. */
import fc from "fast-check"
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { deflateRawSync } from "node:zlib"
import { inspect, type Inspected } from "../form/metadata/inspect.ts"

const folder = mkdtempSync(join(tmpdir(), "sotto-metadata-"))
const at = (name: string): string => join(folder, name)
after(() => { rmSync(folder, { recursive: true, force: true }) })

/** Debian's own Python, whose imaging library is Debian's too. */
const python = (code: string): string => execFileSync("/usr/bin/python3", ["-c", code], { cwd: folder, encoding: "utf8" })
const exiftool = (...args: string[]): string => execFileSync("exiftool", args, { cwd: folder, encoding: "utf8" })

const PLANTED = [
  "-GPSLatitude=48.8584", "-GPSLatitudeRef=N", "-GPSLongitude=2.2945", "-GPSLongitudeRef=W", "-Make=Fairphone", "-Model=FP4",
  "-SerialNumber=SERIAL17", "-Artist=Layla", "-DateTimeOriginal=2026:11:02 09:11:12", "-Software=Snapper", "-XMP:Creator=Layla",
]
const PICTURES = ["plain.jpg", "progressive.jpg", "plain.png", "plain.webp", "lossless.webp", "plain.heic", "plain.avif"]

before(() => {
  python(`
from PIL import Image
im = Image.effect_noise((320, 200), 80).convert("RGB")
im.save("plain.jpg", quality=85); im.save("progressive.jpg", quality=85, progressive=True)
im.save("plain.png"); im.save("plain.webp", quality=80); im.save("lossless.webp", lossless=True)
im.resize((80, 50)).save("thumb.jpg")`)
  execFileSync("heif-enc", ["-q", "60", "-o", "plain.heic", "plain.png"], { cwd: folder, stdio: "ignore" })
  execFileSync("heif-enc", ["-A", "-q", "60", "-o", "plain.avif", "plain.png"], { cwd: folder, stdio: "ignore" })
})

const look = (name: string): Promise<Inspected> => inspect(new File([readFileSync(at(name))], name))

/** The pixels as another program draws them. */
const pixels = (name: string): string => {
  if (/hei[cf]|avif/.test(name)) execFileSync("heif-convert", [name, `${name}.png`], { cwd: folder, stdio: "ignore" })
  const drawn = /hei[cf]|avif/.test(name) ? `${name}.png` : name
  return python(`
import hashlib
from PIL import Image, ImageOps
im = ImageOps.exif_transpose(Image.open(${JSON.stringify(drawn)}))
print(im.size, hashlib.sha256(im.convert("RGBA").tobytes()).hexdigest())`)
}

/** With exiftool; where it can't write (WebP), what it wrote into a JPEG is put there by another library. */
const plant = (name: string, dirty: string): void => {
  if (!name.endsWith(".webp")) {
    exiftool("-q", "-o", dirty, ...PLANTED, name)
    return
  }
  exiftool("-q", "-o", `${name}.jpg`, ...PLANTED, "plain.jpg")
  writeFileSync(at("packet.xmp"), exiftool("-b", "-XMP", `${name}.jpg`))
  python(`
from PIL import Image
Image.open(${JSON.stringify(name)}).save(${JSON.stringify(dirty)}, lossless=${name.startsWith("lossless") ? "True" : "False"}, exif=Image.open("${name}.jpg").info["exif"], xmp=open("packet.xmp", "rb").read())`)
}

for (const name of PICTURES) {
  test(`${name}: what exiftool planted is named, and gone without a pixel changed`, async () => {
    const before = await look(name)
    assert.equal(before.kind, "picture")
    const dirty = `dirty-${name}`
    plant(name, dirty)
    const found = await look(dirty)
    assert.ok(found.kind === "picture" && found.clean !== undefined, JSON.stringify(found))
    const named = new Map(found.found.map(({ detail, value }) => [`${detail}:${value}`, detail]))
    for (const wanted of ["place:48.85840, -2.29450", "device:Fairphone", "device:FP4", "serial:SERIAL17", "author:Layla", "date:2026:11:02 09:11:12", "software:Snapper"]) {
      assert.ok(named.has(wanted), `${wanted} among ${[...named.keys()].join(" | ")}`)
    }
    const clean = `clean-${name}`
    writeFileSync(at(clean), new Uint8Array(await found.clean.arrayBuffer()))
    const left = exiftool("-a", "-G1", "-s", clean)
    assert.doesNotMatch(left, /GPS|Fairphone|FP4|SERIAL17|Layla|2026:11:02 09:11|Snapper|\[XMP/, left)
    assert.equal(pixels(clean), pixels(dirty))
    const bytes = readFileSync(at(clean)).toString("latin1")
    for (const word of ["Layla", "SERIAL17", "Fairphone"]) assert.ok(!bytes.includes(word))
    const again = await look(clean)
    assert.deepEqual(again, { kind: "picture", found: [] }, "cleaned once, clean for good")
  })
}

test("a hidden preview, a comment, IPTC and what follows the picture are taken out of a JPEG; how it is turned stays", async () => {
  exiftool("-q", "-o", "rich.jpg", "-ThumbnailImage<=thumb.jpg", "-Comment=from Layla's phone", "-IPTC:By-line=Layla", "-IPTC:City=Lyon", "-Orientation#=6", "-UserComment=she was here", "plain.jpg")
  writeFileSync(at("rich.jpg"), Buffer.concat([readFileSync(at("rich.jpg")), readFileSync(at("thumb.jpg"))]))
  const found = await look("rich.jpg")
  assert.ok(found.kind === "picture" && found.clean !== undefined)
  const said = found.found.map(({ detail, value }) => `${detail}:${value}`)
  for (const wanted of ["author:Layla", "place:Lyon", "text:from Layla's phone", "text:she was here"]) assert.ok(said.includes(wanted), `${wanted} among ${said.join(" | ")}`)
  assert.equal(found.found.filter(({ detail }) => detail === "preview").length, 2)
  writeFileSync(at("poor.jpg"), new Uint8Array(await found.clean.arrayBuffer()))
  assert.equal(pixels("poor.jpg"), pixels("rich.jpg"), "turned as before")
  assert.match(exiftool("-s", "-s", "-s", "-n", "-Orientation", "poor.jpg"), /^6/)
  assert.ok(!readFileSync(at("poor.jpg")).includes("Layla"))
  assert.deepEqual(await look("poor.jpg"), { kind: "picture", found: [] })
})

test("text of a PNG in each of its three forms is taken out", async () => {
  python(`
from PIL import Image, PngImagePlugin
info = PngImagePlugin.PngInfo()
info.add_text("Author", "Layla"); info.add_text("Comment", "hidden" * 99, zip=True); info.add_itxt("Title", "ليلى")
Image.open("plain.png").save("told.png", pnginfo=info)`)
  const found = await look("told.png")
  assert.ok(found.kind === "picture" && found.clean !== undefined)
  assert.deepEqual(found.found, [{ detail: "author", value: "Layla" }, { detail: "text", value: "Comment" }, { detail: "text", value: "ليلى" }])
  writeFileSync(at("untold.png"), new Uint8Array(await found.clean.arrayBuffer()))
  assert.equal(pixels("untold.png"), pixels("plain.png"))
})

/** A ZIP of one member, as Office writes it. */
const zip = (name: string, content: string): Buffer => {
  const packed = deflateRawSync(Buffer.from(content))
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(30 + name.length + packed.length, 16)
  return Buffer.concat([head, Buffer.from(name), packed, entry, Buffer.from(name), end])
}

test("the author of a PDF and of an Office document is named; such files are not changed", async () => {
  python(`
from PIL import Image
Image.open("plain.jpg").save("paper.pdf", author="Layla", title="Notes", creator="Writer")`)
  const pdf = await look("paper.pdf")
  assert.equal(pdf.kind, "document")
  assert.ok(pdf.found.some(({ detail, value }) => detail === "author" && value === "Layla"), JSON.stringify(pdf))
  const core = "<cp:coreProperties><dc:creator>Layla</dc:creator><cp:lastModifiedBy>Omar</cp:lastModifiedBy></cp:coreProperties>"
  writeFileSync(at("paper.docx"), zip("docProps/core.xml", core))
  assert.deepEqual(await look("paper.docx"), { kind: "document", found: [{ detail: "author", value: "Layla" }, { detail: "author", value: "Omar" }] })
  writeFileSync(at("other.zip"), zip("readme.txt", "hello"))
  assert.equal((await look("other.zip")).kind, "unread")
})

test("bytes that are no picture, or a broken one, are called unread and never pass for clean", async () => {
  for (const name of ["dirty-plain.jpg", "dirty-plain.png", "dirty-plain.webp", "dirty-plain.heic", "paper.pdf", "paper.docx"]) {
    const good = readFileSync(at(name))
    await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), fc.array(fc.record({ at: fc.nat(Math.min(3000, good.length - 1)), byte: fc.nat(255) }), { maxLength: 6 }), async (cut, changes) => {
      const bent = new Uint8Array(good)
      for (const { at, byte } of changes) bent[at] = byte
      const seen = await inspect(new File([changes.length < 3 ? bent.subarray(0, cut) : bent], name))
      assert.ok(["picture", "document", "unread"].includes(seen.kind))
      if (seen.kind === "picture" && seen.found.length > 0) assert.ok(seen.clean !== undefined)
    }), { numRuns: 150, includeErrorInReport: true })
  }
  assert.deepEqual(await inspect(new File(["just text"], "a.txt")), { kind: "unread", found: [] })
  assert.deepEqual(await inspect(new File([], "empty")), { kind: "unread", found: [] })
})
