// Calendars: ical.js, which calendar programs on the web read with, finds the same events as Python does.
import fs from 'node:fs'
import ICAL from 'ical.js'

const [papers] = process.argv.slice(2)
const wrong = []
for (const name of ['calendar', 'actions']) {
  const raw = fs.readFileSync(`${papers}/${name}.ics`, 'utf8')
  const calendar = new ICAL.Component(ICAL.parse(raw))
  const events = calendar.getAllSubcomponents('vevent').map(e => new ICAL.Event(e))
  if (events.length === 0 || events.length !== raw.split('\r\nBEGIN:VEVENT\r\n').length - 1) wrong.push(`${name}: ${events.length} events`)
  for (const e of events) {
    if (!e.uid || !e.summary || !e.startDate || Number.isNaN(e.startDate.toJSDate().getTime())) wrong.push(`${name}: not an event: ${e}`)
    if (e.summary === 'forged') wrong.push(`${name}: an event that somebody typed`)
  }
  if (calendar.getFirstPropertyValue('method')) wrong.push(`${name}: it asks something of whoever reads it`)
}
if (wrong.length > 0) {
  console.log(wrong.join('\n'))
  process.exit(1)
}
