// Runs every peer and our own benchmark in turns, each in a process of its own, and
// prints the best of each with the ratios. Whoever is slow has fewer turns.
import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'

const peers = ['yjs', 'diamond-types-node', 'loro-crdt', '@automerge/automerge']
const traces = ['automerge-paper', 'friendsforever']
const turns = 3
const patience = 30_000 // ms of one peer on one trace, after which it has no further turn
const limit = 150_000 // ms after which it is stopped

function ours () {
  const env = { ...process.env }
  delete env.ONEPLAN_FIGURES // of each turn they are wanted here
  const run = spawnSync('./text.test', ['-test.run=^$', '-test.bench=Figures'], { encoding: 'utf8', env })
  if (run.status !== 0) throw new Error(run.stdout + run.stderr)
  const figures = {}
  for (const line of run.stdout.split('\n')) {
    if (line.startsWith('{"figure"')) {
      const { figure, value } = JSON.parse(line)
      figures[figure] = value
    }
  }
  return figures
}

function peer (name, trace) {
  const run = spawnSync(process.execPath, ['--expose-gc', 'peer.mjs', name, trace], { encoding: 'utf8', timeout: limit })
  if (run.error?.code === 'ETIMEDOUT') return { error: `> ${limit / 1000} s` }
  if (run.status !== 0) return { error: run.stderr.trim().split('\n').find(l => /Error/.test(l)) ?? 'failed' }
  return JSON.parse(run.stdout)
}

const best = {}
const spent = {}
const mine = {}
for (let turn = 0; turn < turns; turn++) {
  for (const [figure, value] of Object.entries(ours())) mine[figure] = Math.min(mine[figure] ?? Infinity, value)
  for (const trace of traces) {
    for (const name of peers) {
      const key = name + ' ' + trace
      if (spent[key] > patience || best[key]?.error) continue
      const start = Date.now()
      const got = peer(name, trace)
      spent[key] = (spent[key] ?? 0) + Date.now() - start
      if (!best[key] || got.ms < best[key].ms) best[key] = got
    }
  }
}

for (const trace of traces) {
  const ms = mine[`text/${trace}/ms`]
  console.log(`\n${trace}: ms (best of ${turns}), times ours, whole history in kB`)
  const row = (name, a, b, c) => console.log('  ' + name.padEnd(22) + [a, b, c].map(x => String(x).padStart(10)).join(''))
  row('oneplan', ms.toFixed(1), '1.0', mine[`text/${trace}/history-kb`].toFixed(0))
  let fastest = Infinity
  for (const name of peers) {
    const b = best[name + ' ' + trace]
    if (b.error) {
      row(name, b.error, '', '')
      continue
    }
    fastest = Math.min(fastest, b.ms)
    row(name, b.ms.toFixed(0), (b.ms / ms).toFixed(1), (b.bytes / 1000).toFixed(0))
  }
  best[trace] = fastest / ms
}
const figures = { 'text/fastest-peer-over-ours': Math.min(...traces.map(trace => best[trace])) }
for (const trace of traces) {
  figures[`text/${trace}/ms`] = mine[`text/${trace}/ms`]
  figures[`text/${trace}/fastest-peer-over-ours`] = best[trace]
}
for (const [figure, value] of Object.entries(figures)) {
  const line = `{"figure": "${figure}", "value": ${Math.round(value * 1000) / 1000}}`
  if (process.env.ONEPLAN_FIGURES) appendFileSync(process.env.ONEPLAN_FIGURES, line + '\n')
  else console.log(line)
}
