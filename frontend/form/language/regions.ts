/** Countries by ISO 3166-1, in the words of the page's language, as suggestions; anything else may be written. */
const CODES = [
  "AFALDZADAOAGARAMAUATAZBSBHBDBBBYBEBZBJBTBOBABWBRBNBGBFBIKHCMCACVCFTDCLCNCOKMCGCDCRCIHRCUCYCZDKDJDMDOECEGSVGQEREESZETFJFIFRGA",
  "GMGEDEGHGRGLGDGTGNGWGYHTHNHKHUISINIDIRIQIEILITJMJPJOKZKEKIKPKRKWKGLALVLBLSLRLYLILTLUMOMGMWMYMVMLMTMHMRMUMXFMMDMCMNMEMAMZMMNA",
  "NRNPNLNZNINENGMKNOOMPKPWPSPAPGPYPEPHPLPTPRQARORURWKNLCVCWSSMSTSASNRSSCSLSGSKSISBSOZASSESLKSDSRSECHSYTWTJTZTHTLTGTOTTTNTRTMTV",
  "UGUAAEGBUSUYUZVUVEVNEHYEZMZWXK",
].join("")

const codes = CODES.match(/../g) ?? []

/** Returns each name with its code, sorted as the language sorts. */
export const regions = (language: string): Map<string, string> => {
  const names = new Intl.DisplayNames([language], { type: "region" })
  const named = codes.map((code) => [names.of(code) ?? code, code] as const)
  return new Map(named.sort(([one], [other]) => one.localeCompare(other, language)))
}
